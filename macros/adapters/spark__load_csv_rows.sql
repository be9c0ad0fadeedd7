{# dbt-spark renders seed values without escaping and NULL as 'None'; this renders literals, and
   replaces what the table holds in one statement (see _macros.yml). #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set types = model.config.get('column_types', {}) %}
    {% set statement %}
        insert overwrite table {{ this.render() }} values
        {% for row in agate_table.rows %}
        (
            {%- for name in agate_table.column_names -%}
            {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
            {%- set value = 'null' if row[name] is none else sql_literal(row[name]) -%}
            cast({{ value }} as {{ type }}){{ ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {% endfor %}
    {% endset %}
    {% do adapter.add_query(statement, abridge_sql_log=True) %}
    {{ return(statement) }}
{% endmacro %}
