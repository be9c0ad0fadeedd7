{# The technical column by which rows of one record are found in a judged table (see _macros.yml). #}
{% macro judged_key(kind) %}
    {{ return('_record_key' if kind == 'changes' else '_record_hash') }}
{% endmacro %}
