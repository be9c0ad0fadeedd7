{# Whether tables may be large: LAKEHOUSE_TUNING of this machine says so, and any other engine is for
   it (see _macros.yml). #}
{% macro is_tuned_for_large() %}
    {{ return(target.name != 'local' or env_var('LAKEHOUSE_TUNING', 'auto') in ('large', 'bulk')) }}
{% endmacro %}
