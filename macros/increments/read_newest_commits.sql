{# Reads the newest commit of every table from Delta's logs, before a run that may ask for many of them
   (see _macros.yml). Yields no SQL. #}
{% macro read_newest_commits() %}
    {#- two statements, which is what five tables cost that are asked one by one -#}
    {% set is_worth_it = flags.WHICH in ('build', 'run', 'seed', 'snapshot', 'test', 'retry') and selected_resources | length > 5 %}
    {% if not execute or flags.FULL_REFRESH or not is_worth_it %}{{ return('') }}{% endif %}

    {% set said = run_query('describe schema ' ~ logs_schema()).rows | selectattr(0, 'equalto', 'Location') | map(attribute=1) | list %}
    {#- Spark's own folder of tables, without signs that it takes for a pattern or writes otherwise -#}
    {% set root = modules.re.fullmatch('([\\w:/.@-]+)/' ~ env_var('DBT_SCHEMA_PREFIX', '') ~ 'logs[.]db', said | join) %}
    {% if not root %}{{ return('') }}{% endif %}
    {% set schemas = [] %}
    {% for node in graph.nodes.values() if node.resource_type in ('model', 'seed', 'snapshot') and node.schema not in schemas %}
        {% do schemas.append(node.schema) %}
    {% endfor %}
    {% set logs = '`' ~ root.group(1) ~ '/{' ~ schemas | join(',') ~ '}.db/*/_delta_log`' %}

    {% set newest = run_query(attempted(
        "select to_json(collect_list(path)) from (select max(path) as path from binaryFile." ~ logs
        ~ " where path rlike '/[0-9]{20}[.]json$' group by regexp_extract(path, '^(.*)/_delta_log/', 1))"
    )).rows[0][0] %}
    {% set paths = [] %}
    {% for path in fromjson(newest or '[]') %}{% do paths.append(sql_literal(path)) %}{% endfor %}
    {% if not paths %}{{ return('') }}{% endif %}
    {% set commits = run_query(attempted(
        "select to_json(collect_list(struct(_metadata.file_path as path, cast(_metadata.file_modification_time as string) as at, value)))"
        ~ " from text." ~ logs ~ " where _metadata.file_path in (" ~ paths | join(', ') ~ ") and value like '{\"commitInfo\"%'"
    )).rows[0][0] %}
    {% set known = graph.setdefault('last_commits', {}) %}
    {% for commit in fromjson(commits or '[]') %}
        {% set schema, table, version = modules.re.search('([^/]+)[.]db/([^/]+)/_delta_log/([0-9]+)[.]json$', commit.path).groups() %}
        {% set info = fromjson(commit.value).commitInfo %}
        {% do known.update({api.Relation.create(schema=schema, identifier=table) | string: {
            'version': version | int, 'timestamp': commit.at, 'operation': info.operation,
            'operationParameters': info.get('operationParameters', {}), 'operationMetrics': info.get('operationMetrics', {}),
        }}) %}
    {% endfor %}
{% endmacro %}
