{# Carries over what earlier versions of the project kept under other names and nothing can compute
   again, and drops what stands under names that no node has any more (see _macros.yml). #}
{% macro move_renamed_tables(dry_run=true) %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% set moved = {
        'logs.reconciliation': 'logs.reconciliation_distribution',
        'snapshots.snap_customers': 'snapshots.snap_distribution_customers',
        'snapshots.snap_prices': 'snapshots.snap_distribution_prices',
        'snapshots.snap_products': 'snapshots.snap_distribution_products',
    } %}
    {% do print('Tables of earlier versions' ~ (', dry run: nothing is changed' if dry_run else '')) %}
    {% for old_name, new_name in moved.items() %}
        {% set old = existing_relation(*old_name.split('.')) %}
        {% set new_schema, new_identifier = new_name.split('.') %}
        {% if old and existing_relation(new_schema, new_identifier) %}
            {% do print('  ' ~ old ~ ' stays: ' ~ new_name ~ ' is there already. Move it before the first run of this version.') %}
        {% elif old %}
            {% set new = old.incorporate(path={'identifier': new_identifier}) %}
            {% do print('  ' ~ old ~ ' -> ' ~ new) %}
            {# a copy: renaming moves files on one engine and not on another #}
            {% if not dry_run %}
                {% do run_query('create table ' ~ new ~ ' using delta as select * from ' ~ old) %}
                {% do run_query('drop table ' ~ old) %}
            {% endif %}
        {% endif %}
    {% endfor %}

    {% set known = [] %}
    {% for node in graph.nodes.values() if node.resource_type in ('model', 'seed', 'snapshot') %}
        {% do known.append(node.schema ~ '.' ~ node.alias) %}
    {% endfor %}
    {% for node in graph.sources.values() if node.source_name == 'logs' %}
        {% do known.append(node.schema ~ '.' ~ node.identifier) %}
    {% endfor %}
    {% set is_whole = lines_of_business() | length == var('feeds') | length %}
    {% for schema in ['processed', 'analytics'] if is_whole %}
        {% set named = env_var('DBT_SCHEMA_PREFIX', '') ~ schema %}
        {% set place = logs_schema()[:-('logs' | length)] ~ schema %}
        {% for row in run_query('show tables in ' ~ place).rows if named ~ '.' ~ row['tableName'] not in known %}
            {% set relation = existing_relation(schema, row['tableName']) %}
            {% if relation %}
                {% do print('  ' ~ relation ~ ' is dropped: the project has no such ' ~ relation.type ~ ' any more') %}
                {% if not dry_run %}{% do adapter.drop_relation(relation) %}{% endif %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {% if not is_whole %}
        {% do print('  Nothing is dropped while LINES_OF_BUSINESS leaves a line of business out.') %}
    {% endif %}
    {% if dry_run %}{% do print("To do it: dbt run-operation move_renamed_tables --args '{dry_run: false}', then: dbt build") %}{% endif %}
{% endmacro %}
