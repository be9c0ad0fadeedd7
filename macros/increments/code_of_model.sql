{# What a model's rows depend on besides its inputs, as text; none for a model whose rows depend on
   more than that (see _macros.yml). #}
{% macro code_of_model() %}
    {% set judged_with = modules.re.search("'(\w+)' as _judged_with", compiled_code) %}
    {% if judged_with %}{{ return(judged_with.group(1)) }}{% endif %}
    {{ return(compiled_code if config.get('materialized') == 'whole' else none) }}
{% endmacro %}
