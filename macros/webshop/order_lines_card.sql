{# The card of the feed of order lines that a model stands for, and who sold its lines: a partner, or
   the shop (see _macros.yml). #}
{% macro order_lines_card() %}
    {% set feed = feed_of_model(model.name) %}
    {#- the cards are known when models are executed -#}
    {% if not execute %}{{ return({'columns': [], 'seller': 'webshop', 'decimal_sign': '', 'date_format': 'yyyy-MM-dd'}) }}{% endif %}
    {% set card = feed_definition(feed.source, feed.table) %}
    {% do card.update({'seller': feed.source if card.path.startswith('partners/') else 'webshop'}) %}
    {{ return(card) }}
{% endmacro %}
