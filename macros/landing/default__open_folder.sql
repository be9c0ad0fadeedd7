{# An external table over the folder, made anew: Spark lists the folder then, and a changed LANDING_ROOT
   or option is followed. Files whose contents nobody asks for are listed without one: a table would be
   listed twice, and where a folder cannot be listed its error ends a script too (see _macros.yml). #}
{% macro default__open_folder(relation, columns, format, path, options) %}
    {% set place = (landing_root() ~ '/' ~ path).rstrip('/') %}
    {% if format == 'binaryFile' %}
        {{ return("binaryFile.`" ~ place | replace('`', '``') ~ "` with ('recursiveFileLookup' = 'true')") }}
    {% endif %}
    {% set given = ["recursiveFileLookup 'true'"] %}
    {% for name, value in options.items() %}{% do given.append(name ~ ' ' ~ sql_literal(value)) %}{% endfor %}
    {% do run_query('drop table if exists ' ~ relation) %}
    {% do run_query(
        "create table " ~ relation ~ (" (" ~ columns ~ ")" if columns else "") ~ " using " ~ format
        ~ " options (" ~ given | join(', ') ~ ") location " ~ sql_literal(place)
    ) %}
    {{ return(relation) }}
{% endmacro %}
