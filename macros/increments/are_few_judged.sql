{# Whether few rows were judged since a table was written, asked where tables may be large (see
   _macros.yml). #}
{% macro are_few_judged(news) %}
    {% if not execute or not is_tuned_for_large() %}{{ return(false) }}{% endif %}
    {% set known = graph.setdefault('judged_since', {}) %}
    {% if model.unique_id not in known %}
        {% set counts = [] %}
        {% for input in news.values() if input.is_judged and input.is_new %}
            {% do counts.append('select count(*) as judged from ' ~ input.relation ~ ' where _judgement_id > ' ~ input.since) %}
        {% endfor %}
        {% set judged = run_query('select sum(judged) from (' ~ counts | join(' union all ') ~ ')').rows[0][0] if counts else 0 %}
        {% do known.update({model.unique_id: judged | int}) %}
    {% endif %}
    {{ return(known[model.unique_id] <= 1000000) }}
{% endmacro %}
