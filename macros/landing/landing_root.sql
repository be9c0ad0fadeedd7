{# LANDING_ROOT, checked and in the one form in which paths are compared with it (see _macros.yml). #}
{% macro landing_root() %}
    {% set root = env_var('LANDING_ROOT', '') | trim %}
    {% if not (root.startswith('/') or '://' in root) %}
        {{ exceptions.raise_compiler_error(
            "LANDING_ROOT is '" ~ root ~ "'. Set it to an absolute folder (/data/landing) or a URI (s3a://bucket/prefix);"
            ~ " `source env.sh` sets a default.") }}
    {% endif %}
    {% if root.split('?')[0].split('*')[0].split('[')[0].split('{')[0] != root %}
        {{ exceptions.raise_compiler_error(
            "LANDING_ROOT is '" ~ root ~ "', and Spark takes a folder's name with ? * [ or { for a pattern. Rename the folder.") }}
    {% endif %}
    {% set scheme = root.split('://')[0] ~ '://' if '://' in root else '' %}
    {% set path = root[scheme | length:] %}
    {# a URI's host or bucket is no folder that one could leave #}
    {% set host = [] if path.startswith('/') else [path.split('/')[0]] %}
    {% set names = [] %}
    {% for name in path.split('/')[host | length:] if name not in ('', '.') %}
        {% if name != '..' %}
            {% do names.append(name) %}
        {% elif names %}
            {% do names.pop() %}
        {% else %}
            {{ exceptions.raise_compiler_error("LANDING_ROOT is '" ~ root ~ "', which leads out of the place that it begins in.") }}
        {% endif %}
    {% endfor %}
    {{ return(scheme ~ (host + names if host else [''] + names) | join('/')) }}
{% endmacro %}
