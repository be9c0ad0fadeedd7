{# What a test asks, as a text that changes with its SQL and with the rows that it reads; none where that
   cannot be told (see _macros.yml). #}
{% macro question_of_test() %}
    {% if flags.DEFER or flags.EMPTY or should_store_failures() or asks_the_clock(compiled_code) %}{{ return(none) }}{% endif %}
    {% set inputs = state_of_inputs(model, compiled_code) %}
    {#- a test of columns names no table: they stand in its SQL -#}
    {% if inputs is none or not model.depends_on.nodes %}{{ return(none) }}{% endif %}
    {% set limits = [config.get('limit'), config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), config.get('severity')] %}
    {{ return(local_md5(model.unique_id ~ compiled_code ~ limits ~ inputs | join(', '))) }}
{% endmacro %}
