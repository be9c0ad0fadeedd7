{# Says what each run changed in the published months and why, of the runs that were not explained yet
   (see _macros.yml). #}
{% macro explain_runs(run=none, all_months=false) %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% set table = restatements_table() %}
    {% set stored = run_query("show tblproperties " ~ table ~ " ('explained_up_to')").rows[0][1] %}
    {% set explained = fromjson(stored, {}) if stored.startswith('{') else {} %}
    {% set runs = [] %}
    {% for line, about in restated_lines().items() %}
        {% set states = states_of_fact(about.fact) %}
        {#- a table that was dropped and made again counts its versions from the start -#}
        {% set up_to = explained.get(line, -1) if states and states[-1].version >= explained.get(line, -1) else -1 %}
        {% for state in states %}
            {% set before = states[loop.index0 - 1] if not loop.first %}
            {% if before and state.version > up_to %}
                {% if is_readable(about, before.at) %}
                    {% do run_query('delete from ' ~ table ~ " where run_id = '" ~ state.run_id ~ "' and line_of_business = '" ~ line ~ "'") %}
                    {% do run_query('insert into ' ~ table ~ ' ' ~ restatements_between(line, before, state)) %}
                    {% do runs.append(state.run_id) %}
                {% else %}
                    {% do print(
                        'Not explained: what run ' ~ state.run_id ~ ' changed in ' ~ line ~ '. Upkeep has removed what the run before it ('
                        ~ before.run_id ~ ', ' ~ before.at ~ ') had left. Next time: make explain after each run, before make upkeep.'
                    ) %}
                {% endif %}
            {% endif %}
        {% endfor %}
        {% if states %}{% do explained.update({line: states[-1].version}) %}{% endif %}
    {% endfor %}
    {% if tojson(explained, sort_keys=true) != stored %}
        {% do run_query('alter table ' ~ table ~ " set tblproperties ('explained_up_to' = '" ~ tojson(explained, sort_keys=true) ~ "')") %}
    {% endif %}
    {% do print_restatements(table, [run] if run else runs | unique | list, all_months) %}
{% endmacro %}
