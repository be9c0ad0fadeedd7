{# The registered feed that a judged model stands for, by its name (see _macros.yml). #}
{% macro feed_of_model(name) %}
    {% for feed in feeds(built_only=false) if feed.judged == name %}{{ return(feed) }}{% endfor %}
    {{ exceptions.raise_compiler_error(
        name ~ ": no registered feed is judged by this model. Add the feed under vars.feeds in dbt_project.yml"
        ~ " (line of business, source, table: kind of delivery); its judged model is called"
        ~ " int_<line>__<source>_<table>_judged, without the source where it is called like its line."
    ) }}
{% endmacro %}
