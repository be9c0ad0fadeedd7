{# An external table over a feed's folder. Setting the location again makes Spark list the folder
   again, and follows a changed LANDING_ROOT (see _macros.yml). #}
{% macro open_landing_table(relation, columns, format, location, options={}) %}
    {% set given = ["recursiveFileLookup 'true'"] %}
    {% for name, value in options.items() %}{% do given.append(name ~ ' ' ~ sql_literal(value)) %}{% endfor %}
    {% do run_query(
        "create table if not exists " ~ relation ~ " " ~ columns ~ " using " ~ format
        ~ " options (" ~ given | join(', ') ~ ") location " ~ sql_literal(location)
    ) %}
    {% do run_query("alter table " ~ relation ~ " set location " ~ sql_literal(location)) %}
{% endmacro %}
