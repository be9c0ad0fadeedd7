{# What a seed's spellings stand for, clean as what is looked up and in lower case, as it is in the
   warehouse now: a dictionary, asked once a run (see _macros.yml). #}
{% macro spellings(seed, spelling, meaning, only='true', by='1') %}
    {% set table = ref(seed) %}
    {% if not execute or load_relation(table) is none %}{{ return({}) }}{% endif %}
    {% set known = graph.setdefault('spellings', {}) %}
    {% set name = [table, spelling, meaning, only] | join(' ') %}
    {% if name not in known %}
        {% set found = {} %}
        {% set query = 'select lower(' ~ clean_text(spelling) ~ '), ' ~ meaning ~ ' from ' ~ table
            ~ ' where ' ~ only ~ ' order by cast(' ~ by ~ ' as int) desc, 1' %}
        {#- a line without one of its sides says nothing -#}
        {% for row in run_query(query).rows if row[0] and row[1] is not none %}{% do found.update({row[0]: row[1] | string}) %}{% endfor %}
        {% do known.update({name: found}) %}
    {% endif %}
    {{ return(known[name]) }}
{% endmacro %}
