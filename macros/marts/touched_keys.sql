{# The keys of a mart that a run computes again: those of changes judged since it was written (see
   _macros.yml). #}
{% macro touched_keys(sources, seen, key, columns={}) -%}
    select cast(null as string) as {{ key }}
    where false
    {%- for name, relation in sources.items() if columns.get(name, key) and has_news(seen, name) %}
    union distinct
    select {{ columns.get(name, key) }} as {{ key }} from {{ relation }}
    where _judgement_id > {{ seen[name] }}
    {%- endfor %}
    {%- if seen.judged_again %}
    union distinct
    select {{ key }} from {{ this }}
    {%- endif %}
{%- endmacro %}
