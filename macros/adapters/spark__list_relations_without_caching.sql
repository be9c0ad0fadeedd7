{# dbt-spark's list of a schema's tables; for the documentation with the columns that Delta knows (see
   _macros.yml). #}
{% macro spark__list_relations_without_caching(relation) %}
    {% set listed = dbt.spark__list_relations_without_caching(relation) %}
    {% if flags.WHICH != 'generate' %}{{ return(listed) }}{% endif %}
    {% set rows = [] %}
    {% for schema, name, is_temporary, information in listed.rows %}
        {% set lines = [modules.re.sub('(?m)^ \\|-- .*$', '', information)] %}
        {% set last = namespace(is_column=true) %}
        {% for column in run_query('describe table ' ~ schema ~ '.' ~ name).rows %}
            {#- behind the columns it says what the table is partitioned by -#}
            {% if not column[0] or column[0].startswith('#') %}{% set last.is_column = false %}{% endif %}
            {% if last.is_column %}{% do lines.append(' |-- ' ~ column[0] ~ ': ' ~ column[1] ~ ' (nullable = true)') %}{% endif %}
        {% endfor %}
        {% do rows.append([schema, name, is_temporary, lines | join('\n')]) %}
    {% endfor %}
    {{ return(rows) }}
{% endmacro %}
