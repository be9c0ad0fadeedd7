{# The seeds behind a feed's judged model that hold other rows at the second of two times (see
   _macros.yml). #}
{% macro changed_seeds(feed, before_at, after_at) %}
    {% set known = graph.setdefault('changed_seeds', {}) %}
    {% set changed = [] %}
    {% for seed in seeds_behind('model.' ~ project_name ~ '.' ~ feed.judged) | sort %}
        {% set before, after = table_at(seed, before_at), table_at(seed, after_at) %}
        {% if before != after and before and after %}
            {% set question = 'select (select count(*) from (select * from ' ~ before ~ ' except all select * from ' ~ after
                ~ ')) + (select count(*) from (select * from ' ~ after ~ ' except all select * from ' ~ before ~ ')) as differing' %}
            {% if question not in known %}{% do known.update({question: run_query(question).rows[0][0] | int}) %}{% endif %}
            {% if known[question] %}{% do changed.append(seed) %}{% endif %}
        {% endif %}
    {% endfor %}
    {{ return(changed) }}
{% endmacro %}
