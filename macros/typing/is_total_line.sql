{# Whether a row is no record but a line of a report: totals, a ruled line, a count of rows, its head
   or its end. One of its ids, each cleaned, says so; they are tried as lines of one text (see
   _macros.yml). The first condition is the common one: of letters and digits, with a digit in each,
   there is nothing to try. #}
{% macro is_total_line(keys) -%}
    {%- set total = '(grand|sub|overall|running|report|page|final|net)?[ _-]?(totals?|totale[ns]?|t o t a l( s)?)' -%}
    {%- set sum = '(sum|summary|summe|zwischensumme|gesamt(summe|ergebnis)?|suma|somme|totaal|итого|всего|कुल|योग|合计|合計|总计|小计)' -%}
    {%- set rows = '(row|record|line|item)(s|[(]s[)])?' -%}
    {%- set count = '[0-9][0-9.,]*' -%}
    {%- set lines = [
        '(.* )?' ~ total, total ~ '( *[:=(]| ).*', sum ~ '( *[:=(].*| [0-9].*)?',
        count ~ ' ' ~ rows ~ '( .*)?', total ~ '? ?' ~ rows ~ ' ?[:=] ?' ~ count,
        '((row|record|line|item) count|number of ' ~ rows ~ '|count) ?[:=] ?' ~ count,
        '(average|avg|mean|median|minimum|maximum|min|max)( ?[:=].*)', 'average|avg',
        '(page|seite|página|pagina) [0-9]+( ?(of|/|von|de|di) ?[0-9]+)?',
        '((report|file|data|list|export|extract) )?(generated|exported|printed|prepared|extracted) (on|at|by|from)[ :].*',
        '(notes?|source|legend|applied filters?|filters?|report name|report date|run date)[ ]?:.*', 'applied filters?.*',
        'end( of (the )?(file|report|data|list|export|table|page|records?)?)?', 'eof', '(trailer|footer)( .*)?',
    ] -%}
    {%- set sign = '[^\\p{L}\\p{N}\\n]' -%}
    {%- set pattern = (
        '(?imu)^' ~ sign ~ '*+(' ~ lines | join('|') ~ ')' ~ sign ~ '*$|^[^\\p{L}\\p{N}\\n#?]+$'
    ) | replace('\\', '\\\\') -%}
    {%- set ids = "concat_ws('\\n', " ~ keys | join(', ') ~ ")" -%}
    {{ ids }} rlike '[^0-9A-Za-z_\n-]|(?m)^[^0-9\n]*$' and {{ ids }} rlike '{{ pattern }}'
{%- endmacro %}
