{# dbt-spark renders seed values without escaping and NULL as 'None'; this renders literals (see _macros.yml). #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set types = model.config.get('column_types', {}) %}
    {% set statements = [] %}
    {% for rows in agate_table.rows | batch(1000) %}
        {% set statement %}
            insert into {{ this.render() }} values
            {% for row in rows %}
            (
                {%- for name in agate_table.column_names -%}
                {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
                cast({{ 'null' if row[name] is none else sql_literal(row[name]) }} as {{ type }}){{ ', ' if not loop.last }}
                {%- endfor -%}
            ){{ ',' if not loop.last }}
            {% endfor %}
        {% endset %}
        {% do adapter.add_query(statement, abridge_sql_log=True) %}
        {% do statements.append(statement) %}
    {% endfor %}
    {{ return(statements[0] if statements else '') }}
{% endmacro %}
