{# Whether merges into a table mark the rows that they replace instead of writing files anew (see
   _macros.yml). #}
{% macro deletion_vectors() %}
    {{ return('true' if is_tuned_for_large() else 'false') }}
{% endmacro %}
