{# The pattern of texts that may hold what nobody sees: all but plain ASCII with single spaces between
   words (see _macros.yml). #}
{% macro hidden_signs() -%}
    [^ -~]|^[ =]|  | $
{%- endmacro %}
