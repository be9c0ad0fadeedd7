{# Whether a row is no record but a line of a report: totals, a ruled line, a count of rows, the end.
   Its ids, each cleaned, say so (see _macros.yml). #}
{% macro is_total_line(keys) -%}
    {%- set total = '((grand|sub|overall|running|report|page|final|net)?[ -]?totals?|sum|summary|summe|gesamt(summe)?|total ge(ne)?ral)' -%}
    {%- set rows = '(rows?|records?|lines?|items?)' -%}
    {%- set lines = [
        total ~ '( *[:=(].*| [0-9].*| (of|for) .*| ' ~ rows ~ '.*)?',
        '[0-9][0-9.,]* ' ~ rows ~ '( (affected|selected|returned|exported))?',
        '(' ~ rows ~ '|(row|record|line|item) count|number of ' ~ rows ~ ') ?[:=] ?[0-9][0-9.,]*',
        'end of (file|report|data|list|export)', 'eof',
    ] -%}
    {%- set pattern = (
        '(?i)^[^\\p{L}\\p{N}]*(' ~ lines | join('|') ~ ')[^\\p{L}\\p{N}]*$|^[^\\p{L}\\p{N}#?]+$'
    ) | replace('\\', '\\\\') -%}
    (
            {%- for key in keys %}
            {{ 'or ' if not loop.first }}coalesce({{ key }} rlike '{{ pattern }}', false)
            {%- endfor %}
        )
{%- endmacro %}
