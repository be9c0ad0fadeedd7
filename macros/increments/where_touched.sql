{# The condition that a row is of a touched key, for tables that are written anew for these keys only;
   nothing where all are written (see _macros.yml). #}
{% macro where_touched(news, keys, may_be_many=false) -%}
    {%- if is_incremental() -%}
    {%- set touched = [] -%}
    {%- for key in keys %}{% do touched.append('touched.' ~ key) %}{% endfor -%}
    where ({{ keys | join(', ') }}) in (
            select {{ '/*+ broadcast(touched) */ ' if not may_be_many and are_few_judged(news) }}{{ touched | join(', ') }} from touched
        )
    {%- endif -%}
{%- endmacro %}
