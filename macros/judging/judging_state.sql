{# What this run has to judge: from which load on, and the number of the judgement. Another
   fingerprint judges every stored row again (see _macros.yml). #}
{% macro judging_state(judged_with) %}
    {% set state = {
        'judged_with': judged_with, 'after_load_id': 0, 'judgement_id': 1, 'keeps_stored': false
    } %}
    {% if execute and load_relation(this) is not none %}
        {% set stored = run_query(
            "select coalesce(max(_load_id), 0), coalesce(max(_judgement_id), 0),"
            ~ " count_if(_judged_with <> '" ~ judged_with ~ "') from " ~ this
        ).rows[0] %}
        {# It goes on counting after a full refresh, for whoever reads what is new since one. #}
        {% do state.update({'judgement_id': stored[1] + 1}) %}
        {#- a table without rows may lack columns that the model has by now -#}
        {% if is_incremental() and stored[1] > 0 and stored[2] == 0 %}
            {% do state.update({'after_load_id': stored[0], 'keeps_stored': true}) %}
        {% endif %}
    {% endif %}
    {{ return(state) }}
{% endmacro %}
