{# Shows everything that was delivered of one record and what became of it, for a feed of any kind
   (see _macros.yml). #}
{% macro show_record(feed, key) %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% set known = feeds() | selectattr('feed', 'equalto', feed) | list %}
    {% if not known %}
        {{ exceptions.raise_compiler_error(
            "show_record knows no feed '" ~ feed ~ "'. Known: " ~ feeds() | map(attribute='feed') | join(', ') ~ "."
        ) }}
    {% endif %}
    {% set is_changes = known[0].kind == 'changes' %}
    {% set judged = graph.nodes['model.' ~ project_name ~ '.' ~ known[0].judged] %}
    {% set found = run_query(
        "select concat(_file_path, ':', _line_number), _outcome,"
        ~ " coalesce(_outcome_reason, nullif(array_join(_reject_rules, ', '), ''), ''),"
        ~ " to_json(struct(" ~ judged.columns.keys() | join(', ') ~ "))"
        ~ (", date_format(changed_at, 'yyyy-MM-dd HH:mm:ss'), op, date_format(valid_to, 'yyyy-MM-dd HH:mm:ss'), is_current"
            if is_changes else '')
        ~ " from " ~ ref(known[0].judged)
        ~ " where " ~ ('_record_key' if is_changes else "concat_ws('|', " ~ judged.config.meta.key | join(', ') ~ ")")
        ~ " = " ~ sql_literal(key)
        ~ " order by " ~ ('changed_at, change_sequence, ' if is_changes else '')
        ~ "_file_modified_at, _file_path, _line_number"
    ).rows %}
    {% do print(feed ~ ' ' ~ key ~ ': ' ~ found | length ~ ' delivered rows') %}
    {% if not found %}
        {% do print('  Nothing was delivered under this key. Keys of more than one part are joined by |.') %}
    {% endif %}
    {% for row in found %}
        {% set outcome = row[1] ~ (': ' ~ row[2] if row[2] else '') %}
        {% if is_changes and row[1] == 'accepted' %}
            {% set outcome = 'until ' ~ row[6] if row[6] else ('until now' if row[7] else 'deleted') %}
        {% endif %}
        {% do print('  ' ~ (row[4] ~ '  ' ~ row[5] ~ '  ' if is_changes else '') ~ outcome) %}
        {% do print('      ' ~ row[3]) %}
        {% do print('      from ' ~ row[0]) %}
    {% endfor %}
{% endmacro %}
