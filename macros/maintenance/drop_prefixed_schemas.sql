{# Drops the schemas of DBT_SCHEMA_PREFIX (see _macros.yml). #}
{% macro drop_prefixed_schemas(dry_run=true) %}
    {% set prefix = env_var('DBT_SCHEMA_PREFIX', '') %}
    {% if not prefix %}
        {{ exceptions.raise_compiler_error('DBT_SCHEMA_PREFIX is not set, so these would be the real schemas. Set the prefix of those that shall go.') }}
    {% endif %}
    {% set databases = {} %}
    {% for node in graph.nodes.values() | list + graph.sources.values() | list if node.schema.startswith(prefix) %}
        {% do databases.update({node.schema: node.database}) %}
    {% endfor %}
    {% for name in databases | sort %}
        {% set schema = api.Relation.create(database=databases[name], schema=name) %}
        {% if not dry_run %}{% do adapter.drop_schema(schema) %}{% endif %}
        {% do print('  ' ~ name ~ (' would go' if dry_run else ' is gone')) %}
    {% endfor %}
    {% if dry_run %}{% do print("To do it: --args '{dry_run: false}'") %}{% endif %}
{% endmacro %}
