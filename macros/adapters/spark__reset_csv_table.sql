{# A seed that is there is replaced in one statement if its file has changed (see _macros.yml). #}
{% macro spark__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {% do replace_seed(model, agate_table, is_forced=full_refresh) %}
    {{ return('-- written by replace_seed') }}
{% endmacro %}
