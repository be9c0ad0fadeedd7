{# An external table over the folder, made anew: Spark lists the folder then, and a changed LANDING_ROOT
   or option is followed (see _macros.yml). #}
{% macro default__open_folder(relation, columns, format, path, options) %}
    {% set given = ["recursiveFileLookup 'true'"] %}
    {% for name, value in options.items() %}{% do given.append(name ~ ' ' ~ sql_literal(value)) %}{% endfor %}
    {% do run_query('drop table if exists ' ~ relation) %}
    {% do run_query(
        "create table " ~ relation ~ (" (" ~ columns ~ ")" if columns else "") ~ " using " ~ format
        ~ " options (" ~ given | join(', ') ~ ") location " ~ sql_literal((landing_root() ~ '/' ~ path).rstrip('/'))
    ) %}
    {{ return(relation) }}
{% endmacro %}
