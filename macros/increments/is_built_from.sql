{# Whether the last thing that happened to this model's table was that it was built from these
   inputs (see _macros.yml). #}
{% macro is_built_from(inputs) %}
    {% set existing = load_relation(this) %}
    {# a model that was a view until now has no commits #}
    {% if should_full_refresh() or existing is none or existing.is_view %}{{ return(false) }}{% endif %}
    {% set last = last_commit(this) %}
    {{ return(last['operation'] == 'SET TBLPROPERTIES' and inputs in last['operationParameters'] | string) }}
{% endmacro %}
