{# Whether merges into a table mark the rows that they replace instead of writing files anew (see
   _macros.yml). #}
{% macro deletion_vectors() %}
    {% set is_small = target.name == 'local' and env_var('LAKEHOUSE_TUNING', 'auto') not in ('large', 'bulk') %}
    {{ return('false' if is_small else 'true') }}
{% endmacro %}
