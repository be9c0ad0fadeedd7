{# A condition on a column with the dates of a query as literals, so that files of other dates are not
   read (see _macros.yml). #}
{% macro in_values_of(column, query) %}
    {% if not execute or not is_incremental() %}{{ return('true') }}{% endif %}
    {% set dates = [] %}
    {% for row in run_query('select distinct * from (' ~ query ~ ')').rows if row[0] is not none %}
        {% do dates.append("date '" ~ row[0] ~ "'") %}
    {% endfor %}
    {{ return(column ~ ' in (' ~ dates | sort | join(', ') ~ ')' if dates else 'false') }}
{% endmacro %}
