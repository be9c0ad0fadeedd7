{# Whether a row is no record but a line of a report: totals, a ruled line, a count of rows, the end.
   One of its ids, each cleaned, says so; they are tried as lines of one text (see _macros.yml). #}
{% macro is_total_line(keys) -%}
    {%- set total = '((grand|sub|overall|running|report|page|final|net)?[ -]?totals?|sum|summary|summe|gesamt(summe)?|total ge(ne)?ral)' -%}
    {%- set rows = '(rows?|records?|lines?|items?)' -%}
    {%- set lines = [
        total ~ '( *[:=(].*| [0-9].*| (of|for) .*| ' ~ rows ~ '.*)?',
        '[0-9][0-9.,]* ' ~ rows ~ '( (affected|selected|returned|exported))?',
        '(' ~ rows ~ '|(row|record|line|item) count|number of ' ~ rows ~ ') ?[:=] ?[0-9][0-9.,]*',
        'end of (file|report|data|list|export)', 'eof',
    ] -%}
    {%- set sign = '[^\\p{L}\\p{N}\\n]' -%}
    {%- set pattern = (
        '(?im)^' ~ sign ~ '*(' ~ lines | join('|') ~ ')' ~ sign ~ '*$|^[^\\p{L}\\p{N}\\n#?]+$'
    ) | replace('\\', '\\\\') -%}
    concat_ws('\n', {{ keys | join(', ') }}) rlike '{{ pattern }}'
{%- endmacro %}
