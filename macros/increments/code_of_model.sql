{# What a model's rows depend on besides its inputs, as text; none for a model whose rows depend on
   more than that (see _macros.yml). #}
{% macro code_of_model() %}
    {% set judged_with = modules.re.search("'(\w+)' as _judged_with", compiled_code) %}
    {% if judged_with %}{{ return(judged_with.group(1)) }}{% endif %}
    {#- run and time say when its rows were written, and nothing else -#}
    {% if config.get('meta', {}).get('is_stamped') %}{{ return(compiled_code | replace(invocation_id, '')) }}{% endif %}
    {% if config.get('materialized') == 'snapshot' %}{{ return(compiled_code ~ model.config) }}{% endif %}
    {#- a card that promises something else: what is built anew is checked -#}
    {{ return(compiled_code ~ promised_types(model) if config.get('materialized') in ('whole', 'view') else none) }}
{% endmacro %}
