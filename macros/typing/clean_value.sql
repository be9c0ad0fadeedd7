{# The text of a number, a date or a time, clean; null where it says nothing (see _macros.yml). The
   last branch is the common one, as of clean_word. #}
{% macro clean_value(text) -%}
    case
            when {{ text }} rlike '{{ hidden_signs() }}|{{ says_nothing() }}'
                then nullif(regexp_replace({{ visible_text(text) }}, '{{ says_nothing() }}', ''), '')
            else {{ text }}
        end
{%- endmacro %}
