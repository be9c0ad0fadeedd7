{# Grants the schemas to the groups of vars.access, and masks personal columns and the records in
   quarantine from everybody else, on Databricks; says the statements where they are not run (see
   _macros.yml). #}
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

    {% set masked = [] %}
    {% for feed in feeds() %}
        {% set personal = feed_definition(feed.source, feed.table).personal %}
        {#- a line that could not be taken apart, and columns that nobody declared, may hold anything -#}
        {% for column in personal + (['_raw', '_rescued_data'] if personal else []) %}
            {% do masked.append({'node': graph.nodes['model.' ~ project_name ~ '.' ~ feed.bronze], 'column': column}) %}
        {% endfor %}
    {% endfor %}
    {% for column in access.records_of_quarantine %}
        {% do masked.append({'node': graph.nodes['model.' ~ project_name ~ '.quarantine'], 'column': column}) %}
    {% endfor %}

    {% set mask = api.Relation.create(
        database=schemas['raw'].database, schema=schemas['raw'].schema, identifier='masked'
    ) %}
    {% do statements.append('create or replace function ' ~ mask ~ "(text string) returns string return '***'") %}
    {#- builds read what they have to judge: a mask that their own principal does not pass would be judged -#}
    {% set readers = access.personal_columns + [run_query('select current_user()').rows[0][0]] %}
    {% set tag = access.personal_tag %}
    {% for schema in masked | map(attribute='node.schema') | unique %}
        {% set node = masked | map(attribute='node') | selectattr('schema', 'equalto', schema) | first %}
        {% do statements.append(
            'create or replace policy ' ~ tag ~ ' on schema '
            ~ api.Relation.create(database=node.database, schema=schema).without_identifier()
            ~ ' column mask ' ~ mask ~ ' to `account users` except `' ~ readers | join('`, `') ~ '`'
            ~ " for tables match columns has_tag('" ~ tag ~ "') as personal on column personal"
        ) %}
    {% endfor %}
    {% for each in masked %}
        {% set table = api.Relation.create(database=each.node.database, schema=each.node.schema, identifier=each.node.alias) %}
        {% do statements.append('alter table ' ~ table ~ ' alter column ' ~ each.column ~ " set tags ('" ~ tag ~ "' = 'true')") %}
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
