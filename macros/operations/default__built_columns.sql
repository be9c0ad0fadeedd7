{# Spark's metastore knows the columns of views, Delta's logs those of tables (see _macros.yml). #}
{% macro default__built_columns(nodes) %}
    {% set found, views, tables = {}, {}, [] %}
    {% for node in nodes %}
        {% if node.config.materialized == 'view' %}{% do views.setdefault(node.schema, []).append(node.alias) %}
        {% else %}
            {#- of no rows, so that nothing is read: the type is known when the statement is planned -#}
            {% do tables.append("select '" ~ node.schema ~ '.' ~ node.alias ~ "', typeof((select struct(*) from "
                ~ node.relation_name ~ " limit 0))") %}
        {% endif %}
    {% endfor %}

    {% set same = {'long': 'bigint', 'integer': 'int', 'short': 'smallint', 'byte': 'tinyint'} %}
    {% for schema, names in views.items() %}
        {% for row in run_query("show table extended in " ~ schema ~ " like '" ~ names | join('|') ~ "'").rows %}
            {% set columns = {} %}
            {% for name, type in modules.re.findall('(?m)^ \\|-- (\\w+): (\\S+) \\(nullable', row[3]) %}
                {% do columns.update({name | lower: same.get(type, type)}) %}
            {% endfor %}
            {% do found.update({schema ~ '.' ~ row[1]: columns}) %}
        {% endfor %}
    {% endfor %}
    {% for row in (run_query(tables | join(' union all ')).rows if tables else []) %}
        {% set columns = {} %}
        {% for each in modules.re.split(',(?=\\w+:)', row[1][7:-1]) %}
            {% set name, type = each.split(':', 1) %}
            {% do columns.update({name | lower: type}) %}
        {% endfor %}
        {% do found.update({row[0]: columns}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
