{# The ids in a row of a judged model, its own and those that it refers to, as expressions; a deletion
   has no other than its own (see _macros.yml). #}
{% macro ids_of_row(kind) %}
    {% set key = model.config.meta.get('key', []) %}
    {% set ids = key | list %}
    {% for name in own_columns() if name not in key and name.endswith('_id') %}
        {% do ids.append("if(op = 'D', null, " ~ name ~ ")" if kind == 'changes' else name) %}
    {% endfor %}
    {{ return(ids) }}
{% endmacro %}
