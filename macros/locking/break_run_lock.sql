{# Takes the run lock from a run that was killed. A statement of that run may still be at work on the
   server: each table gets a property first, a change of its metadata, with which no statement that
   began before can commit (see _macros.yml). #}
{% macro break_run_lock() %}
    {% set holder = run_lock_holder() %}
    {% if not holder.run_id %}
        {% do print("Nobody holds the run lock of " ~ logs_schema() ~ ".") %}
        {{ return('') }}
    {% endif %}
    {% for node in graph.nodes.values() %}
        {% if node.resource_type in ('seed', 'snapshot') or node.config.materialized in ('incremental', 'whole', 'table') %}
            {% set table = load_relation(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) %}
            {% if table %}
                {% do run_query("alter table " ~ table ~ " set tblproperties ('run_lock_broken' = " ~ sql_literal(holder.run_id) ~ ")") %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {% do run_query(
        "update " ~ logs_schema() ~ ".run_lock set run_id = null where run_id = " ~ sql_literal(holder.run_id)
    ) %}
    {% do print(
        "Released the run lock of run " ~ holder.run_id ~ " (`" ~ holder.command ~ "`, started by " ~ holder.taken_by
        ~ " at " ~ holder.taken_at ~ "). What it was still writing can no longer commit. Run again."
    ) %}
{% endmacro %}
