{# The states that runs have left of a fact, oldest first: version, time and run (see _macros.yml). #}
{% macro states_of_fact(name) %}
    {% set states = [] %}
    {% for commit in history_of(name) | reverse %}
        {% set noted = modules.re.search('built_in\\W+([\\w-]+)', commit.says) if commit.operation == 'SET TBLPROPERTIES' %}
        {% if noted %}{% do states.append({'version': commit.version, 'at': commit.at, 'run_id': noted.group(1)}) %}{% endif %}
    {% endfor %}
    {{ return(states) }}
{% endmacro %}
