{# The loaded files of a feed that a backfill is about (see _macros.yml). #}
{% macro files_to_backfill(feed, file, from_date, to_date, by, how) %}
    {% set found = {'feed': feed, 'ids': [], 'paths': [], 'gone': [], 'rows': 0, 'bronze': none, 'judged': none, 'date': none} %}
    {% set nodes = {} %}
    {% for node in graph.nodes.values() if node.name in (feed.bronze, feed.judged) and node.resource_type == 'model' %}
        {% do nodes.update({node.name: load_relation(api.Relation.create(
            database=node.database, schema=node.schema, identifier=node.alias
        ))}) %}
    {% endfor %}
    {% set bronze, judged = nodes.get(feed.bronze), nodes.get(feed.judged) %}
    {% if not bronze %}{{ return(found) }}{% endif %}
    {% do found.update({'bronze': bronze, 'judged': judged}) %}
    {% if judged %}
        {% set columns = adapter.get_columns_in_relation(judged) | map(attribute='name') | list %}
        {% set dates = ['order_date', 'changed_at', 'rate_date', 'price_month'] | select('in', columns) | list %}
        {% do found.update({'date': dates[0] if dates else none}) %}
    {% endif %}

    {% set conditions = ["_row_kind = 'file'"] %}
    {% if file is not none %}
        {% do conditions.append('(_file_path = ' ~ sql_literal(file) ~ ' or endswith(_file_path, ' ~ sql_literal('/' ~ file) ~ '))') %}
    {% endif %}
    {% set period = "between date '" ~ from_date ~ "' and date '" ~ to_date ~ "'" %}
    {% if from_date is not none and by == 'arrival' %}
        {% do conditions.append('cast(_file_modified_at as date) ' ~ period) %}
    {% elif from_date is not none and not found.date %}
        {#- a list of customers or products has no days -#}
        {{ return(found) }}
    {% elif from_date is not none %}
        {% do conditions.append(
            '_file_id in (select _file_id from ' ~ judged ~ ' where cast(' ~ found.date ~ ' as date) ' ~ period ~ ')'
        ) %}
    {% endif %}
    {#- what a later delivery has replaced in the landing root cannot be loaded again -#}
    {% set newest = 'row_number() over (partition by _file_path order by _file_modified_at desc, _file_size desc)' if how == 'reload' else '1' %}
    {% set query %}
        select cast(_file_id as string) as file_id, _file_path, _file_row_count
        from (select *, {{ newest }} as _delivery from {{ bronze }} where _row_kind = 'file') as ledger
        where _delivery = 1 and {{ conditions | join(' and ') }}
        order by _file_modified_at, _file_path
    {% endset %}
    {% for row in run_query(query).rows %}
        {% do found.ids.append(row[0]) %}
        {% do found.paths.append(row[1]) %}
        {% do found.update({'rows': found.rows + (row[2] or 0) | int}) %}
    {% endfor %}
    {% if how == 'reload' and found.ids %}
        {% set landed = ids_in_landing(feed) %}
        {% for id in found.ids %}{% if id not in landed %}{% do found.gone.append(found.paths[loop.index0]) %}{% endif %}{% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}
