{# What this run has to judge: from which load on, and the number of the judgement (see
   _macros.yml). A changed rule, model or shared macro judges every stored row again. #}
{% macro judging_state() %}
    {% set anything = {'keeps_stored': true, 'judged_with': '', 'judgement_id': 0} %}
    {% set formats = ['yyyy-MM-dd', 'yyyy/MM/dd', 'dd-MM-yyyy', 'dd/MM/yyyy', 'MMMM dd, yyyy'] %}
    {# what the macros render stands for their text, which a model cannot see #}
    {% set fingerprint = local_md5([
        model.raw_code, judge_lines(anything, ['line_key'], ['column']),
        judge_changes(anything, {'key': ['key'], 'attributes': ['column']}), lineage_columns(),
        parse_date('text', formats), trimmed('text'), filled('text'), is_number('text'),
        local_time('text'), sao_paulo_time('text'), money('text'), plain_number('text'),
        place_name('text'), is_unreadable('text', 'value'), change_columns(),
        change_entities() | tojson,
    ] | join) %}
    {% set state = {
        'judged_with': fingerprint, 'after_load_id': 0, 'judgement_id': 1, 'keeps_stored': false
    } %}
    {% if execute and load_relation(this) is not none %}
        {% set stored = run_query(
            "select coalesce(max(_load_id), 0), coalesce(max(_judgement_id), 0),"
            ~ " count_if(_judged_with <> '" ~ fingerprint ~ "') from " ~ this
        ).rows[0] %}
        {# It goes on counting after a full refresh, for whoever reads what is new since one. #}
        {% do state.update({'judgement_id': stored[1] + 1}) %}
        {% if is_incremental() and stored[2] == 0 %}
            {% do state.update({'after_load_id': stored[0], 'keeps_stored': true}) %}
        {% endif %}
    {% endif %}
    {{ return(state) }}
{% endmacro %}
