{# Whether SQL depends on when it is asked, or by whom (see _macros.yml). #}
{% macro asks_the_clock(sql) %}
    {% set pattern = '\\b(current_date|curdate|current_timestamp|current_time|localtimestamp|current_user|session_user)\\b'
        ~ '|\\b(now|getdate|unix_timestamp|rand|randn|random|uuid|shuffle)\\s*\\(' %}
    {{ return(modules.re.search(pattern, sql, modules.re.IGNORECASE) is not none) }}
{% endmacro %}
