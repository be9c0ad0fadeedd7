{# Gives the run lock back, if this run holds it (see _macros.yml). #}
{% macro release_run_lock() %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot', 'retry') %}
        {% do give_back_run_lock() %}
    {% endif %}
{% endmacro %}
