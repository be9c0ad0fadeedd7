{# The keys of a mart that a run computes again: those of changes judged since it was written (see
   _macros.yml). #}
{% macro touched_keys(sources, seen, key, columns={}) -%}
    {%- for name, relation in sources.items() if columns.get(name, key) %}
    select {{ columns.get(name, key) }} as {{ key }} from {{ relation }}
    where _judgement_id > {{ seen[name] }}
    {{ 'union distinct' if not loop.last }}
    {%- endfor %}
    {%- if seen.judged_again %}
    union distinct
    select {{ key }} from {{ this }}
    {%- endif %}
{%- endmacro %}
