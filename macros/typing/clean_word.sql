{# A delivered word or name, clean; null where it says nothing (see _macros.yml). The last branch is
   the common one: one pattern says that there is nothing to do. #}
{% macro clean_word(text) -%}
    case
            when {{ text }} rlike '{{ hidden_signs() }}|{{ says_nothing() }}'
                then nullif(regexp_replace({{ clean_text(text) }}, '{{ says_nothing() }}', ''), '')
            else {{ text }}
        end
{%- endmacro %}
