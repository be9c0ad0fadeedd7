{# The registered feeds of the lines of business that are built, in the register's order (see
   _macros.yml). #}
{% macro feeds(line=none, table=none, built_only=true) %}
    {% set found = [] %}
    {% for name, sources in var('feeds').items() if line in (none, name) and (not built_only or is_in_business(name)) %}
        {% for source_name, tables in sources.items() %}
            {% for table_name, kind in tables.items() if table in (none, table_name) %}
                {% do found.append({
                    'feed': source_name ~ '.' ~ table_name,
                    'line': name,
                    'source': source_name,
                    'table': table_name,
                    'kind': kind,
                    'bronze': 'stg_' ~ source_name ~ '__' ~ table_name,
                    'judged': 'int_' ~ name ~ '__' ~ (source_name ~ '_' if source_name != name else '') ~ table_name ~ '_judged',
                    'is_incremental': kind != 'full_picture',
                }) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
