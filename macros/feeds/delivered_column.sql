{# The column of a feed whose card says that it holds a measure (see _macros.yml). #}
{% macro delivered_column(feed, measure) %}
    {% if not execute %}{{ return('null') }}{% endif %}
    {% for node in graph.sources.values() if node.source_name == feed.source and node.name == feed.table %}
        {% for name, column in node.columns.items() if column.config.meta.get('measure') == measure %}
            {{ return(adapter.quote(name)) }}
        {% endfor %}
        {{ exceptions.raise_compiler_error(
            model.name ~ ": no column of the feed " ~ feed.feed ~ " is the " ~ measure ~ ". Give one config.meta.measure: "
            ~ measure ~ " in " ~ node.original_file_path ~ "."
        ) }}
    {% endfor %}
{% endmacro %}
