{# How far a mart has read the judged tables that it is made of, by their names; 0 where it has to
   read all of them (see _macros.yml). #}
{% macro seen_judgements(sources) %}
    {% set seen = {'newest': {}, 'judged_again': false} %}
    {% for name in sources %}{% do seen.update({name: 0}) %}{% do seen.newest.update({name: 0}) %}{% endfor %}
    {% if not execute %}{{ return(seen) }}{% endif %}
    {% set query %}
        select
            {%- for name, relation in sources.items() %}
            {#- without names of their own they would share one, which Databricks' connector refuses #}
            (select coalesce(max(_judgement_id), 0) from {{ relation }}) as newest_{{ name }},
            (select coalesce(min(_judgement_id), 0) from {{ relation }}) as oldest_{{ name }},
            {{ '(select coalesce(max(_seen.' ~ name ~ '), 0) from ' ~ this ~ ')' if is_incremental() else '0' }}
            as read_{{ name }}{{ ',' if not loop.last }}
            {%- endfor %}
    {% endset %}
    {% set found = run_query(query).rows[0] %}
    {% for name in sources %}
        {% set newest, oldest, read = found[loop.index0 * 3], found[loop.index0 * 3 + 1], found[loop.index0 * 3 + 2] %}
        {% do seen.update({name: read}) %}
        {% do seen.newest.update({name: newest}) %}
        {# a feed judged again as a whole may have lost keys that the mart still holds #}
        {% if is_incremental() and oldest > read %}{% do seen.update({'judged_again': true}) %}{% endif %}
    {% endfor %}
    {{ return(seen) }}
{% endmacro %}
