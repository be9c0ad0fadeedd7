{# The five digits that a postal code begins with; zeros that a spreadsheet took from the front are
   put back, .0 that it put behind is gone (see _macros.yml). #}
{% macro zip_prefix(text) -%}
    regexp_replace(
            regexp_replace({{ clean_key(text) }}, '^([0-9]{1,5})[.]0*$', '$1'),
            '^([0-9]{1,4})$',
            '0000$1'
        )
{%- endmacro %}
