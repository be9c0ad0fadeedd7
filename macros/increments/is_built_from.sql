{# Whether the last thing that happened to this model's table was that it was built from these
   inputs (see _macros.yml). #}
{% macro is_built_from(inputs) %}
    {% set existing = load_relation(this) %}
    {#- a model may have been of the other kind until now -#}
    {% if should_full_refresh() or existing is none or existing.is_view != (config.get('materialized') == 'view') %}
        {{ return(false) }}
    {% endif %}
    {% if existing.is_view %}
        {#- whoever alters a view by hand leaves its properties -#}
        {% set view = description_of_view(existing) %}
        {#- Spark keeps the text without comments in front of it -#}
        {{ return(inputs in view.properties and view.text.split() | join(' ') in compiled_code.split() | join(' ')) }}
    {% endif %}
    {% set last = last_commit(this) %}
    {{ return(noted_in(last['operation'], last['operationParameters'] | string, 'built_from') == inputs) }}
{% endmacro %}
