{# Writes a seed, table and rows in one commit, unless the table holds just these rows already (see
   _macros.yml). #}
{% macro replace_seed(model, agate_table, is_forced) %}
    {% set types = model.config.get('column_types', {}) %}
    {% set query %}
        select
            {% for name in agate_table.column_names -%}
            {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
            cast({{ name }} as {{ type }}) as {{ name }}{{ ', ' if not loop.last }}
            {%- endfor %}
        from values
            {% for row in agate_table.rows or [[]] -%}
            ({% for name in agate_table.column_names -%}
            {{ 'null' if row[name] in (none, undefined) else sql_literal(row[name]) }}{{ ', ' if not loop.last }}
            {%- endfor %}){{ ', ' if not loop.last }}
            {% endfor %}
        as seed ({{ agate_table.column_names | join(', ') }})
        {{ 'where false' if not agate_table.rows }}
    {% endset %}
    {% set checksum = local_md5(query) %}
    {% if not is_forced and noted_property('seed_checksum') == checksum %}{{ return('') }}{% endif %}
    {% do adapter.add_query(
        "create or replace table " ~ this.render() ~ " using delta tblproperties ('seed_checksum' = '" ~ checksum
        ~ "') as " ~ query,
        abridge_sql_log=True
    ) %}
    {% do forget_last_commit() %}
    {#- nobody needs to ask -#}
    {% do graph.setdefault('table_states', {}).update({this | string: 'seed ' ~ checksum}) %}
{% endmacro %}
