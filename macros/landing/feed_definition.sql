{# What the source's YAML says of a feed, checked (see _macros.yml). #}
{% macro feed_definition(source_name, table_name) %}
    {% set wanted = {'source': source_name, 'table': table_name} %}
    {% set found = [] %}
    {% for node in graph.sources.values() %}
        {% if node.source_name == source_name and node.name == table_name %}{% do found.append(node) %}{% endif %}
    {% endfor %}
    {% set meta = found[0].config.meta %}
    {% set columns = found[0].columns.keys() | list %}
    {% if not meta.get('path') %}
        {{ exceptions.raise_compiler_error(
            model.name ~ ": the source table " ~ source_name ~ "." ~ table_name ~ " has no config.meta.path."
            ~ " Give the feed's folder below LANDING_ROOT there, for example path: " ~ source_name ~ "/" ~ table_name ~ ".") }}
    {% endif %}
    {% if not columns %}
        {{ exceptions.raise_compiler_error(
            model.name ~ ": the source table " ~ source_name ~ "." ~ table_name ~ " declares no columns."
            ~ " List the columns that a file must have under `columns:`.") }}
    {% endif %}
    {% set required = [] %}
    {% for name, column in found[0].columns.items() %}
        {% if column.config.meta.get('required', true) %}{% do required.append(name) %}{% endif %}
    {% endfor %}
    {{ return({
        'name': source_name ~ '.' ~ table_name,
        'path': meta.path | trim('/'),
        'delimiter': meta.get('delimiter', ','),
        'multi_line': meta.get('multi_line', false),
        'columns': columns,
        'required': required,
        'max_fields': meta.get('max_fields', columns | length + 10),
        'folder': api.Relation.create(
            database=found[0].database, schema=found[0].schema, identifier=found[0].identifier
        ),
    }) }}
{% endmacro %}
