{# The first rows that a failed test found, as text, so that the log says what and where (see
   _macros.yml). #}
{% macro failing_rows(node) %}
    {% if not node.compiled_code %}{{ return('') }}{% endif %}
    {% set found = run_query(
        "select to_json(struct(*)) from (" ~ node.compiled_code ~ ") as failing_rows limit 5"
    ) %}
    {{ return(found.columns[0].values() | join('\n')) }}
{% endmacro %}
