{# What the feed card, the source's YAML, says of a feed, checked (see _macros.yml). #}
{% macro feed_definition(source_name, table_name) %}
    {% set cards = graph.sources.values() | selectattr('source_name', 'equalto', source_name) | list %}
    {% set card = cards | selectattr('name', 'equalto', table_name) | first %}
    {% set meta = card.config.meta %}
    {% set formats = {
        'csv': {'suffix': '\\\\.csv(\\\\.gz)?$', 'suffixes': '.csv or .csv.gz'},
        'jsonl': {'suffix': '\\\\.(jsonl|ndjson)(\\\\.gz)?$', 'suffixes': '.jsonl, .jsonl.gz, .ndjson or .ndjson.gz'},
    } %}
    {% set place = card.original_file_path ~ ": the table " ~ source_name ~ "." ~ table_name %}
    {% if not meta.get('path') %}
        {{ exceptions.raise_compiler_error(
            place ~ " has no config.meta.path. Give the feed's folder below LANDING_ROOT there, for example path: "
            ~ source_name ~ "/" ~ table_name ~ ".") }}
    {% elif not card.columns %}
        {{ exceptions.raise_compiler_error(
            place ~ " declares no columns. List the columns that a file must have under `columns:`.") }}
    {% elif meta.get('format', 'csv') not in formats %}
        {{ exceptions.raise_compiler_error(
            place ~ " has the format " ~ meta.format ~ ". Known are: " ~ formats.keys() | join(', ') ~ ".") }}
    {% endif %}
    {% set columns = card.columns.keys() | list %}
    {% set required = [] %}
    {% set also_called = {} %}
    {% set implied_by = {} %}
    {% set personal = [] %}
    {% for name, column in card.columns.items() %}
        {% if column.config.meta.get('required', true) %}{% do required.append(name) %}{% endif %}
        {% for other in column.config.meta.get('also_called', []) %}{% do also_called.update({other | lower: name}) %}{% endfor %}
        {% if column.config.meta.get('personal') %}{% do personal.append(name) %}{% endif %}
        {% if column.config.meta.get('implied_by') %}{% do implied_by.update({name: column.config.meta.implied_by}) %}{% endif %}
    {% endfor %}
    {% set registered = feeds(built_only=false) | selectattr('feed', 'equalto', source_name ~ '.' ~ table_name) | first %}
    {% set siblings = {} %}
    {% for other in cards if other.name != table_name and other.columns %}
        {% do siblings.update({other.name: other.columns.keys() | map('lower') | list}) %}
    {% endfor %}
    {{ return({
        'name': source_name ~ '.' ~ table_name,
        'path': meta.path | trim('/'),
        'kind': registered.kind if registered else '',
        'format': meta.get('format', 'csv'),
        'suffix': formats[meta.get('format', 'csv')].suffix,
        'suffixes': formats[meta.get('format', 'csv')].suffixes,
        'delimiter': meta.get('delimiter', ','),
        'multi_line': meta.get('multi_line', false),
        'decimal_sign': meta.get('decimal_sign', ''),
        'date_format': meta.get('date_format', 'yyyy-MM-dd'),
        'columns': columns,
        'personal': personal,
        'is_quoted': not (personal or meta.get('personal')),
        'required': required,
        'also_called': also_called,
        'implied_by': implied_by,
        'siblings': siblings,
        'max_fields': meta.get('max_fields', columns | length + 10),
        'folder': api.Relation.create(
            database=card.database, schema=card.schema, identifier=card.identifier
        ),
    }) }}
{% endmacro %}
