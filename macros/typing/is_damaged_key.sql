{# Whether one of the ids of a row, each cleaned, is what a spreadsheet or a wrong encoding left of
   it (see _macros.yml). The ids are tried as lines of one text. #}
{% macro is_damaged_key(keys) -%}
    {%- set damages = [
        '^[+-]?[0-9]+([.,][0-9]*)?[eE][+-][0-9]+$', '^[+-]?[0-9]+[.,][0-9]*[eE][0-9]+$',
        '^[+-]?[0-9]+[.,]0*$', '^[0-9]{1,3}(,[0-9]{3})+([.]0*)?$',
        '^[0-9]{1,2}-(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(-[0-9]{2,4})?$',
        '^=.*[\\p{L}\\p{N}]', '[\\x{fffd}\\x{0300}-\\x{036f}]', '^[^\\p{L}\\p{N}\\n#?]*[#?][^\\p{L}\\p{N}\\n]*$',
    ] | join('|') | replace('\\', '\\\\') -%}
    concat_ws('\n', {{ keys | join(', ') }}) rlike '(?m){{ damages }}'
{%- endmacro %}
