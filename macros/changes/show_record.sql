{# Shows everything that was delivered of one record and what became of it (see _macros.yml). #}
{% macro show_record(entity, key) %}
    {% if entity not in change_entities() %}
        {{ exceptions.raise_compiler_error(
            "show_record knows no entity '" ~ entity ~ "'. Known: " ~ change_entities().keys() | join(', ') ~ "."
        ) }}
    {% endif %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% set found = run_query(
        "select date_format(changed_at, 'yyyy-MM-dd HH:mm:ss'), op, _outcome,"
        ~ " coalesce(_outcome_reason, array_join(_reject_rules, ', ')),"
        ~ " date_format(valid_to, 'yyyy-MM-dd HH:mm:ss'), is_current, concat(_file_path, ':', _line_number),"
        ~ " to_json(struct(" ~ change_entities()[entity].attributes | join(', ') ~ "))"
        ~ " from " ~ ref('int_marketplace__' ~ entity ~ '_judged')
        ~ " where _record_key = " ~ sql_literal(key)
        ~ " order by changed_at, change_sequence, _file_modified_at, _file_path, _line_number"
    ).rows %}
    {% do print(entity ~ ' ' ~ key ~ ': ' ~ found | length ~ ' delivered changes') %}
    {% if not found %}
        {% do print('  Nothing was delivered under this key. Keys of more than one part are joined by |.') %}
    {% endif %}
    {% for row in found %}
        {% set held = 'until ' ~ row[4] if row[4] else ('until now' if row[5] else 'deleted') %}
        {% do print('  ' ~ row[0] ~ '  ' ~ row[1] ~ '  ' ~ (held if row[2] == 'accepted' else row[2] ~ ': ' ~ row[3])) %}
        {% do print('      ' ~ row[7]) %}
        {% do print('      from ' ~ row[6]) %}
    {% endfor %}
{% endmacro %}
