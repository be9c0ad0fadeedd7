{# Adds the feeds of a run to its summary, and files with problems (see _macros.yml). #}
{% macro summarize_feeds(summary) %}
    {% set accounting = existing_relation('logs', 'row_accounting') %}
    {% if not accounting %}{{ return('') }}{% endif %}
    {# a night in layers has loaded its files in a run before this one #}
    {% set night = env_var('NIGHT_STARTED_AT', '') %}
    {% set began = modules.datetime.datetime.fromisoformat(night).astimezone(modules.pytz.utc) if night else run_started_at %}
    {% set query %}
        with files as (
            select
                *,
                loaded_at >= max(loaded_at) over (partition by feed) - interval 7 days as is_recent
            from {{ accounting }}
        )
        select
            feed,
            count(*) as files,
            count_if(loaded_at >= timestamp'{{ began.strftime('%Y-%m-%d %H:%M:%S') }}') as new_files,
            date_format(max(loaded_at), 'yyyy-MM-dd HH:mm:ss') as last_loaded_at,
            sum(landed_row_count) as landed,
            sum(accepted_row_count) as accepted,
            sum(superseded_row_count) as superseded,
            sum(rejected_row_count) as rejected,
            sum(if(is_recent, landed_row_count, 0)) as recent_landed,
            sum(if(is_recent, rejected_row_count, 0)) as recent_rejected,
            to_json(sort_array(collect_list(
                if(problem is null, null, struct(file_path as file, problem))
            ))) as problems
        from files
        group by feed
        order by feed
    {% endset %}
    {% set counted = ['files', 'new_files', 'landed', 'accepted', 'superseded', 'rejected', 'recent_landed', 'recent_rejected'] %}
    {% set found = {} %}
    {% for row in run_query(query).rows %}
        {% set feed = {'feed': row['feed'], 'last_loaded_at': row['last_loaded_at'] | replace(' ', 'T') ~ '+00:00'} %}
        {% for name in counted %}{% do feed.update({name: row[name] | int}) %}{% endfor %}
        {% do found.update({row['feed']: feed}) %}
        {% do summary.files_with_problems.extend(fromjson(row['problems'])) %}
    {% endfor %}
    {% set without_files = [] %}
    {% for feed in feeds() if feed.feed not in found %}
        {% set nothing = {'feed': feed.feed, 'last_loaded_at': none} %}
        {% for name in counted %}{% do nothing.update({name: 0}) %}{% endfor %}
        {% do without_files.append(nothing) %}
    {% endfor %}
    {% do summary.feeds.extend((found.values() | list) + without_files) %}
{% endmacro %}
