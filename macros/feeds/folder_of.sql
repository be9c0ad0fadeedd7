{# The folder of a feed below the landing root, as its card has it (see _macros.yml). #}
{% macro folder_of(feed) -%}
    {#- the cards are known when models are executed -#}
    {{ feed_definition(feed.source, feed.table).path if execute }}
{%- endmacro %}
