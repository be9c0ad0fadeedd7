{# Puts a model behind the gates: makes it a child of the seeds that the gates' tests read. dbt
   skips a model for a failed test only if every parent of the test is above the model; quarantine
   and accounting, which must show what failed, are not (see _macros.yml). #}
{% macro awaits_gates() -%}
    {%- do ref('acknowledged_files') -%}
    {%- do ref('reject_limits') -%}
{%- endmacro %}
