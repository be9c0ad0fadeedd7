{# An external table over the folder. Setting the location again makes Spark list the folder again,
   and follows a changed LANDING_ROOT (see _macros.yml). #}
{% macro default__open_folder(relation, columns, format, path, options) %}
    {% set location = sql_literal(landing_root() ~ '/' ~ path) %}
    {% set given = ["recursiveFileLookup 'true'"] %}
    {% for name, value in options.items() %}{% do given.append(name ~ ' ' ~ sql_literal(value)) %}{% endfor %}
    {% do run_query(
        "create table if not exists " ~ relation ~ (" (" ~ columns ~ ")" if columns else "") ~ " using " ~ format
        ~ " options (" ~ given | join(', ') ~ ") location " ~ location
    ) %}
    {% do run_query("alter table " ~ relation ~ " set location " ~ location) %}
    {{ return(relation) }}
{% endmacro %}
