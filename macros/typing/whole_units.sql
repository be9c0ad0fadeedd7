{# A number of whole units, null where the text is none, is not whole or has too many digits (see
   _macros.yml). #}
{% macro whole_units(text) -%}
    try_cast(try_cast({{ text }} as decimal(30, 18)) as bigint)
{%- endmacro %}
