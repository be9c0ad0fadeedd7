{# The code of a category or of a brand, as webshop_codes has it (see _macros.yml). #}
{% macro mended_code(text, kind) -%}
    {%- set codes = spellings('webshop_codes', clean_code('raw_code'), 'code', only="kind = '" ~ kind ~ "'") -%}
    coalesce({{ meaning_of(clean_code(text), codes) }}, {{ clean_code(text) }})
{%- endmacro %}
