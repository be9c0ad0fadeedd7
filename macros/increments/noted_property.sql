{# A property of this model's table, as its newest commit sets it or, where that is not known or sets
   another one, as the table says it; empty without (see _macros.yml). #}
{% macro noted_property(name) %}
    {% set last = graph.get('last_commits', {}).get(this | string, {}) %}
    {% set parameters = last.get('operationParameters') if last is mapping %}
    {% set properties = fromjson(parameters.get('properties') or '{}', {}) if parameters is mapping else {} %}
    {#- a list of names where the commit takes properties away -#}
    {% if properties is mapping and name in properties %}{{ return(properties[name]) }}{% endif %}
    {% set stored = run_query("show tblproperties " ~ this.render() ~ " ('" ~ name ~ "')").rows %}
    {{ return(stored[0][1] if stored else '') }}
{% endmacro %}
