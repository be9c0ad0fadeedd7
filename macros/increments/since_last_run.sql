{# How far this table has read its inputs, and what is new in them (see _macros.yml). #}
{% macro since_last_run(judged, whole={}) %}
    {% set news = {} %}
    {% for name, relation in (judged | items | list) + (whole | items | list) %}
        {% do news.update({name: {'relation': relation, 'since': 0, 'is_new': true, 'is_judged': name in judged}}) %}
    {% endfor %}
    {# with --empty every input seems to have lost its rows -#}
    {% if not execute or flags.EMPTY %}{{ return(news) }}{% endif %}

    {% set last = last_read() %}
    {#- bronze, what is judged and what is read whole say by themselves what is new in them -#}
    {% set told = (feeds() | map(attribute='bronze') | list) + (feeds() | map(attribute='judged') | list) %}
    {% for relation in whole.values() %}{% do told.append(relation.identifier) %}{% endfor %}
    {% set now = {'_code': code_behind(model, told)} %}
    {% if promised_types(model) %}{% do now.update({'_promised': local_md5(promised_types(model))}) %}{% endif %}
    {% for name, relation in whole.items() %}
        {% do now.update({name: state_of_table(relation)}) %}
    {% endfor %}
    {% set judgements = judgements_of(judged.values()) %}
    {# other code, an input that is no more, one judged again as a whole or restored: from the beginning #}
    {% set anew = {'is_true': last.get('_code') != now._code or (last.keys() | reject('in', news.keys() | list + ['_code', '_promised']) | list)} %}
    {% for name, relation in judged.items() %}
        {% set found, read = judgements[relation | string], last.get(name, 0) %}
        {% do now.update({name: found.newest}) %}
        {% if read and (found.oldest > read or found.newest < read) %}{% do anew.update({'is_true': true}) %}{% endif %}
    {% endfor %}

    {% set last = {} if anew.is_true else last %}
    {% for name, input in news.items() %}
        {% do input.update({'is_new': anew.is_true or last.get(name, 0) != now[name]}) %}
        {% if input.is_judged %}{% do input.update({'since': last.get(name, 0)}) %}{% endif %}
    {% endfor %}
    {% do graph.setdefault('reading', {}).update({model.unique_id: {
        'up_to': now, 'is_anew': anew.is_true,
        'has_news': anew.is_true or last.get('_promised') != now.get('_promised')
            or news.values() | selectattr('is_new') | list | length > 0,
    }}) %}
    {{ return(news) }}
{% endmacro %}
