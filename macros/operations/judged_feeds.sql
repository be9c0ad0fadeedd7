{# Every feed with its bronze and its judged relation: the one list that the operations models loop
   over (see _macros.yml). A new feed is one more line. #}
{% macro judged_feeds() %}
    {% set feeds = [] %}
    {% if is_in_business('distribution') %}
        {% do feeds.extend([
            {'feed': 'atlon.customers', 'bronze': ref('stg_atlon__customers'), 'judged': ref('int_distribution__atlon_customers_judged'), 'is_incremental': false},
            {'feed': 'atlon.products', 'bronze': ref('stg_atlon__products'), 'judged': ref('int_distribution__atlon_products_judged'), 'is_incremental': false},
            {'feed': 'atlon.gross_prices', 'bronze': ref('stg_atlon__gross_prices'), 'judged': ref('int_distribution__atlon_gross_prices_judged'), 'is_incremental': false},
            {'feed': 'atlon.orders', 'bronze': ref('stg_atlon__orders'), 'judged': ref('int_distribution__atlon_orders_judged'), 'is_incremental': true},
            {'feed': 'sports_bar.customers', 'bronze': ref('stg_sports_bar__customers'), 'judged': ref('int_distribution__sports_bar_customers_judged'), 'is_incremental': false},
            {'feed': 'sports_bar.products', 'bronze': ref('stg_sports_bar__products'), 'judged': ref('int_distribution__sports_bar_products_judged'), 'is_incremental': false},
            {'feed': 'sports_bar.gross_prices', 'bronze': ref('stg_sports_bar__gross_prices'), 'judged': ref('int_distribution__sports_bar_gross_prices_judged'), 'is_incremental': false},
            {'feed': 'sports_bar.orders', 'bronze': ref('stg_sports_bar__orders'), 'judged': ref('int_distribution__sports_bar_orders_judged'), 'is_incremental': true},
        ]) %}
    {% endif %}
    {% if is_in_business('marketplace') %}
        {% for entity in change_entities() %}
            {% do feeds.append({
                'feed': 'marketplace.' ~ entity, 'bronze': ref('stg_marketplace__' ~ entity),
                'judged': ref('int_marketplace__' ~ entity ~ '_judged'), 'is_incremental': true,
            }) %}
        {% endfor %}
    {% endif %}
    {{ return(feeds) }}
{% endmacro %}
