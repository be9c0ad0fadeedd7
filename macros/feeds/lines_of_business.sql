{# The lines of business that are built, of those that the register has (see _macros.yml). #}
{% macro lines_of_business() %}
    {% set registered = var('feeds').keys() | list %}
    {% set lines = [] %}
    {% for word in env_var('LINES_OF_BUSINESS', registered | join(',')).split(',') %}
        {% if word | trim not in registered %}
            {{ exceptions.raise_compiler_error(
                "LINES_OF_BUSINESS is '" ~ env_var('LINES_OF_BUSINESS', '') ~ "', and '" ~ word | trim
                ~ "' is no line of business. Known, with commas between them: " ~ registered | join(', ') ~ "."
            ) }}
        {% endif %}
        {% do lines.append(word | trim) %}
    {% endfor %}
    {{ return(lines) }}
{% endmacro %}
