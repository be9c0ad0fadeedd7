{# Adds the feeds of a run to its summary, and files with problems (see _macros.yml). #}
{% macro summarize_feeds(summary) %}
    {% set accounting = existing_relation('logs', 'row_accounting') %}
    {% if not accounting %}{{ return('') }}{% endif %}
    {% set query %}
        select
            feed,
            count(*) as files,
            count_if(loaded_at >= timestamp'{{ run_started_at.strftime('%Y-%m-%d %H:%M:%S') }}') as new_files,
            sum(landed_row_count) as landed,
            sum(accepted_row_count) as accepted,
            sum(superseded_row_count) as superseded,
            sum(rejected_row_count) as rejected,
            to_json(sort_array(collect_list(
                if(problem is null, null, struct(file_path as file, problem))
            ))) as problems
        from {{ accounting }}
        group by feed
        order by feed
    {% endset %}
    {% set counted = ['files', 'new_files', 'landed', 'accepted', 'superseded', 'rejected'] %}
    {% set found = {} %}
    {% for row in run_query(query).rows %}
        {% set feed = {'feed': row['feed']} %}
        {% for name in counted %}{% do feed.update({name: row[name] | int}) %}{% endfor %}
        {% do found.update({row['feed']: feed}) %}
        {% do summary.files_with_problems.extend(fromjson(row['problems'])) %}
    {% endfor %}
    {% set without_files = [] %}
    {% for feed in feeds() if feed.feed not in found %}
        {% set nothing = {'feed': feed.feed} %}
        {% for name in counted %}{% do nothing.update({name: 0}) %}{% endfor %}
        {% do without_files.append(nothing) %}
    {% endfor %}
    {% do summary.feeds.extend((found.values() | list) + without_files) %}
{% endmacro %}
