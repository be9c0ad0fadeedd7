{# Ends a run from a hook at its start and gives the run lock back, which no hook at the end would (see
   _macros.yml). #}
{% macro refuse_run(message) %}
    {% do release_run_lock() %}
    {{ exceptions.raise_compiler_error(message) }}
{% endmacro %}
