{# Fails a run that has built a model with other columns or types than its YAML declares, in a sentence,
   and every run after it until they are the same (see _macros.yml). #}
{% macro check_contracts(results) %}
    {% if not execute or flags.WHICH not in ('build', 'run', 'retry') %}{{ return('') }}{% endif %}
    {% set nodes = [] %}
    {% for result in results if result.status == 'success' and result.message != 'unchanged' and result.node.resource_type == 'model' %}
        {% if result.node.columns.values() | selectattr('data_type') | list %}{% do nodes.append(result.node) %}{% endif %}
    {% endfor %}
    {% if not nodes %}{{ return('') }}{% endif %}

    {% set found = built_columns(nodes) %}
    {% set broken = {} %}
    {% for node in nodes %}
        {% set name = node.schema ~ '.' ~ node.alias %}
        {% set problems = contract_problems(node, found.get(name, {})) %}
        {% if problems %}{% do broken.update({name: problems}) %}{% endif %}
    {% endfor %}
    {% if not broken %}{{ return('') }}{% endif %}

    {% set mend = 'Change the SQL so that readers keep what they were promised, or publish another version beside it'
        ~ ' (docs/contracts.md). A table gets other types with --full-refresh only.' %}
    {% set now = "timestamp'" ~ modules.datetime.datetime.utcnow().strftime('%Y-%m-%d %H:%M:%S') ~ "'" %}
    {% set rows = [] %}
    {% for node in nodes if node.schema ~ '.' ~ node.alias in broken %}
        {% do forget_what_was_built(node) %}
        {% do rows.append('(' ~ [
            sql_literal(invocation_id), sql_literal(node.name), sql_literal(node.original_file_path), "'error'",
            sql_literal('It is not what its contract says.'),
            sql_literal(broken[node.schema ~ '.' ~ node.alias] | join('; ')), sql_literal(mend), now,
        ] | join(', ') ~ ')') %}
    {% endfor %}
    {% do run_query("insert into " ~ logs_schema() ~ ".etl_errors values " ~ rows | join(', ')) %}
    {% set said = [] %}
    {% for name, problems in broken.items() %}{% do said.append(name ~ ': ' ~ problems | join(', ')) %}{% endfor %}
    {#- By a statement, because an exception would end dbt without the results of what it has built; by one that
        writes, because Spark answers a query only when its rows are fetched. -#}
    {{ return("insert into " ~ logs_schema() ~ ".etl_errors (details) select cast(raise_error("
        ~ sql_literal('Contracts are broken: ' ~ said | join('; ') ~ '. Mend: ' ~ mend) ~ ") as string)") }}
{% endmacro %}
