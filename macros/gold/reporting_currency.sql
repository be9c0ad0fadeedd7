{# The currency in which the lines of business are added up: REPORTING_CURRENCY (see _macros.yml). #}
{% macro reporting_currency() %}
    {% set currency = env_var('REPORTING_CURRENCY', 'INR') | trim | upper %}
    {% if not modules.re.fullmatch('[A-Z]{3}', currency) %}
        {{ exceptions.raise_compiler_error(
            "REPORTING_CURRENCY is '" ~ currency ~ "', which is no currency. Write its code of three letters, for example INR."
        ) }}
    {% endif %}
    {{ return(currency) }}
{% endmacro %}
