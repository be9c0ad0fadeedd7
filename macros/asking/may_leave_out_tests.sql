{# Whether this run may leave out tests of what has not changed (see _macros.yml). #}
{% macro may_leave_out_tests() %}
    {{ return(
        flags.WHICH in ('build', 'retry') and not flags.FULL_REFRESH and env_var('ASK_ALL_TESTS', '') in ('', '0')
    ) }}
{% endmacro %}
