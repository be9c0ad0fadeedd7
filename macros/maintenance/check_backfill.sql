{# Refuses arguments of backfill that mean nothing, before anything is read (see _macros.yml). #}
{% macro check_backfill(feed, file, from_date, to_date, by, how) %}
    {% set known = feeds() | map(attribute='feed') | list %}
    {% set problem = namespace(text='') %}
    {% if feed is not none and feed | replace('/', '.') not in known %}
        {% set problem.text = "there is no feed '" ~ feed ~ "' in the lines of business that are built. Mend: one of " ~ known | join(', ') %}
    {% elif by not in ('arrival', 'business_date') %}
        {% set problem.text = "by is '" ~ by ~ "'. Mend: by: arrival (the day of the file) or by: business_date (the days of its rows)" %}
    {% elif how not in ('reload', 'rejudge') %}
        {% set problem.text = "how is '" ~ how ~ "'. Mend: how: reload (from the landing root) or how: rejudge (what was loaded)" %}
    {% elif feed is none and file is none and from_date is none %}
        {% set problem.text = "everything is a full refresh, which is another command. Mend: name a feed, a file or days, or use dbt build --full-refresh" %}
    {% elif (from_date is none) != (to_date is none) %}
        {% set problem.text = "a period has two ends. Mend: give from_date and to_date, the same for one day" %}
    {% endif %}
    {% for day in [from_date, to_date] if day is not none and not modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', day | string) %}
        {% set problem.text = "'" ~ day ~ "' is no day. Mend: write it like 2025-07-31" %}
    {% endfor %}
    {% if not problem.text and from_date is not none and from_date | string > to_date | string %}
        {% set problem.text = "the period ends before it begins. Mend: from_date is the first day, to_date the last" %}
    {% endif %}
    {% if problem.text %}{{ exceptions.raise_compiler_error('backfill: ' ~ problem.text ~ '. Nothing was changed.') }}{% endif %}
{% endmacro %}
