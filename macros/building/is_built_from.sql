{# Whether the last thing that happened to this model's table was that it was built from these
   inputs (see _macros.yml). #}
{% macro is_built_from(inputs) %}
    {% if should_full_refresh() or load_relation(this) is none %}{{ return(false) }}{% endif %}
    {% set last = last_commit(this) %}
    {{ return(last['operation'] == 'SET TBLPROPERTIES' and inputs in last['operationParameters'] | string) }}
{% endmacro %}
