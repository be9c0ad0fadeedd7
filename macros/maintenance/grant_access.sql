{# Grants the schemas to the groups of vars.access, and masks personal columns from everybody else, on
   Databricks; says the statements where they are not run (see _macros.yml). #}
{% macro grant_access(dry_run=true) %}
    {% set access = var('access') %}
    {% set statements = [] %}
    {% set schemas = {} %}
    {% for node in (graph.nodes.values() | list) + (graph.sources.values() | list) if node.package_name == project_name and node.schema %}
        {% do schemas.update({node.schema[env_var('DBT_SCHEMA_PREFIX', '') | length:]: node}) %}
    {% endfor %}
    {% for schema, groups in access.schemas.items() if schema in schemas %}
        {% set relation = api.Relation.create(database=schemas[schema].database, schema=schemas[schema].schema) %}
        {% for group in groups %}
            {% do statements.append('grant use schema, select on schema ' ~ relation.without_identifier() ~ ' to `' ~ group ~ '`') %}
        {% endfor %}
    {% endfor %}

    {% set mask = api.Relation.create(
        database=schemas['raw'].database, schema=schemas['raw'].schema, identifier='masked_unless_granted'
    ) %}
    {% set readers = [] %}
    {% for group in access.personal_columns %}{% do readers.append("is_account_group_member('" ~ group ~ "')") %}{% endfor %}
    {% do statements.append(
        "create or replace function " ~ mask ~ "(text string) returns string return if("
        ~ readers | join(' or ') ~ ", text, '***')"
    ) %}
    {% for feed in feeds() %}
        {% set bronze = graph.nodes['model.' ~ project_name ~ '.' ~ feed.bronze] %}
        {% set table = api.Relation.create(database=bronze.database, schema=bronze.schema, identifier=bronze.alias) %}
        {% set definition = feed_definition(feed.source, feed.table) %}
        {#- a line that could not be taken apart, and columns that nobody declared, may hold anything -#}
        {% for column in definition.personal + (['_raw', '_rescued_data'] if definition.personal else []) %}
            {% do statements.append('alter table ' ~ table ~ ' alter column ' ~ column ~ ' set mask ' ~ mask) %}
        {% endfor %}
    {% endfor %}

    {% set does_it = not dry_run and target.type == 'databricks' %}
    {% if not dry_run and target.type != 'databricks' %}
        {{ exceptions.raise_compiler_error(
            "The target " ~ target.name ~ " has no grants: who may read its files may read its tables. Run it with --target databricks,"
            ~ " or with --args '{dry_run: true}' to see the statements."
        ) }}
    {% endif %}
    {% do print('Access, ' ~ ('granted' if does_it else "dry run: nothing is granted; to do it: --args '{dry_run: false}'")) %}
    {% for statement in statements %}
        {% if does_it %}{% do run_query(statement) %}{% endif %}
        {% do print('  ' ~ statement) %}
    {% endfor %}
{% endmacro %}
