{# The five digits that a postal code begins with; zeros that a spreadsheet took from the front are
   put back, .0 that it put behind is gone (see _macros.yml). #}
{% macro zip_prefix(text) -%}
    {%- set code = namespace(sql="regexp_replace(" ~ clean_key(text) ~ ", '^([0-9]{1,5})[.]0*$', '$1')") -%}
    {%- for digits in range(1, 5) -%}
        {%- set code.sql = "regexp_replace(" ~ code.sql ~ ", '^([0-9]{" ~ digits ~ "})$', '" ~ '0' * (5 - digits) ~ "$1')" -%}
    {%- endfor -%}
    {{ code.sql }}
{%- endmacro %}
