{# LANDING_ROOT, checked and without a trailing slash (see _macros.yml). #}
{% macro landing_root() %}
    {% set root = env_var('LANDING_ROOT', '') | trim %}
    {% if not (root.startswith('/') or '://' in root) %}
        {{ exceptions.raise_compiler_error(
            "LANDING_ROOT is '" ~ root ~ "'. Set it to an absolute folder (/data/landing) or a URI (s3a://bucket/prefix);"
            ~ " `source env.sh` sets a default.") }}
    {% endif %}
    {{ return(root.rstrip('/')) }}
{% endmacro %}
