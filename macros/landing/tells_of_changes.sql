{# Whether a column's name has a word of change capture, as a part of it: no two programs call what
   happened to a record alike (see _macros.yml). #}
{% macro tells_of_changes(name) -%}
    {%- set words = [
        'op', 'ops', 'oper', 'operation', 'opcode', 'cdc', 'dml', 'crud', 'lsn', 'scn', 'csn', 'gtid', 'binlog', 'wal', 'dbz',
        'debezium', 'delet(e|ed|es|ion)', 'tombstone', 'row_?kind', 'action', 'change', 'mutation',
    ] -%}
    {{ name }} rlike '(^|[^a-z])(is|was)?({{ words | join('|') }})(type|code|kind|flag|at)?([^a-z]|$)'
{%- endmacro %}
