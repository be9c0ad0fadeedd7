{# A short code, upper case, its ASCII letters and digits only; null where nothing is left (see
   _macros.yml). The last branch is the common one, as of clean_key. #}
{% macro clean_code(text) -%}
    case
            when {{ text }} rlike '[^A-Z0-9]|{{ says_nothing(is_key=true) }}'
                then nullif(regexp_replace(upper({{ clean_key(text) }}), '[^A-Z0-9]', ''), '')
            else {{ text }}
        end
{%- endmacro %}
