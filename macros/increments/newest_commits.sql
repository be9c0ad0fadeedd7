{# The newest commit of every table of some schemas, by relation, from Delta's logs; empty where these cannot
   be read (see _macros.yml). #}
{% macro newest_commits(schemas) %}
    {% set said = run_query('describe schema ' ~ logs_schema()).rows | selectattr(0, 'equalto', 'Location') | map(attribute=1) | list %}
    {#- Spark's own folder of tables, without signs that it takes for a pattern or writes otherwise -#}
    {% set root = modules.re.fullmatch('([\\w:/.@-]+)/' ~ env_var('DBT_SCHEMA_PREFIX', '') ~ 'logs[.]db', said | join) %}
    {% if not root %}{{ return({}) }}{% endif %}
    {% set logs = '`' ~ root.group(1) ~ '/{' ~ schemas | join(',') ~ '}.db/*/_delta_log`' %}

    {% set newest = run_query(attempted(
        "select to_json(collect_list(path)) from (select max(path) as path from binaryFile." ~ logs
        ~ " where path rlike '/[0-9]{20}[.]json$' group by regexp_extract(path, '^(.*)/_delta_log/', 1))"
    )).rows[0][0] %}
    {% set paths = [] %}
    {% for path in fromjson(newest or '[]') %}{% do paths.append(sql_literal(path)) %}{% endfor %}
    {% if not paths %}{{ return({}) }}{% endif %}
    {% set commits = run_query(attempted(
        "select to_json(collect_list(struct(_metadata.file_path as path, cast(_metadata.file_modification_time as string) as at, value)))"
        ~ " from text." ~ logs ~ " where _metadata.file_path in (" ~ paths | join(', ') ~ ") and value like '{\"commitInfo\"%'"
    )).rows[0][0] %}
    {% set found = {} %}
    {% for commit in fromjson(commits or '[]') %}
        {% set schema, table, version = modules.re.search('([^/]+)[.]db/([^/]+)/_delta_log/([0-9]+)[.]json$', commit.path).groups() %}
        {% set info = fromjson(commit.value).commitInfo %}
        {% do found.update({api.Relation.create(schema=schema, identifier=table) | string: {
            'version': version | int, 'timestamp': commit.at, 'operation': info.operation,
            'operationParameters': info.get('operationParameters', {}), 'operationMetrics': info.get('operationMetrics', {}),
        }}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
