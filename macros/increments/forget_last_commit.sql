{# Forgets what was known of the newest commit of this model's table, which has another one now (see
   _macros.yml). #}
{% macro forget_last_commit() %}
    {% do graph.get('last_commits', {}).pop(this | string, none) %}
{% endmacro %}
