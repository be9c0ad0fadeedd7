{# What a row of a mart was made of: the newest judgement of each source (see _macros.yml). #}
{% macro seen_column(seen) -%}
    named_struct(
            {%- for name, judgement_id in seen.newest.items() %}
            '{{ name }}', cast({{ judgement_id }} as bigint){{ ',' if not loop.last }}
            {%- endfor %}
        ) as _seen
{%- endmacro %}
