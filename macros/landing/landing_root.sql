{# LANDING_ROOT, checked and as Spark writes it: no //, no dots, no slash at its end (see _macros.yml). #}
{% macro landing_root() %}
    {% set root = env_var('LANDING_ROOT', '') | trim %}
    {% if not (root.startswith('/') or '://' in root) %}
        {{ exceptions.raise_compiler_error(
            "LANDING_ROOT is '" ~ root ~ "'. Set it to an absolute folder (/data/landing) or a URI (s3a://bucket/prefix);"
            ~ " `source env.sh` sets a default.") }}
    {% endif %}
    {% set scheme = root.split('://')[0] ~ '://' if '://' in root else '/' %}
    {% set names = [] %}
    {% for name in root[scheme | length:].split('/') if name not in ['', '.'] %}
        {% if name == '..' %}{% do names.pop() if names %}{% else %}{% do names.append(name) %}{% endif %}
    {% endfor %}
    {{ return(scheme ~ ('/' if root.startswith('file:///') else '') ~ names | join('/')) }}
{% endmacro %}
