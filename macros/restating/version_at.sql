{# The version of a table that was its newest at a time; none where there was no table yet (see
   _macros.yml). #}
{% macro version_at(name, time) %}
    {% set then = [] %}
    {% for commit in history_of(name) if not then and commit.at <= time %}{% do then.append(commit.version) %}{% endfor %}
    {{ return(then[0] if then else none) }}
{% endmacro %}
