{# Stops a run in which the register, the feed cards, staging and the judged models do not name the
   same feeds (see _macros.yml). Yields no SQL. #}
{% macro check_register() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% set kinds = ['changes', 'full_picture', 'lines', 'upserts'] %}
    {% set problems = [] %}
    {% set registered = feeds() | map(attribute='feed') | list %}
    {% set models = {} %}
    {% for node in graph.nodes.values() if node.resource_type == 'model' and node.package_name == project_name %}
        {% do models.update({node.name: node}) %}
    {% endfor %}
    {% set cards = {} %}
    {% for node in graph.sources.values() if node.config.meta.get('path') %}
        {% do cards.update({node.source_name ~ '.' ~ node.name: node}) %}
    {% endfor %}

    {% for feed in feeds() %}
        {% set place = 'vars.feeds.' ~ feed.line ~ '.' ~ feed.source ~ ' in dbt_project.yml names ' ~ feed.table %}
        {% if feed.kind not in kinds %}
            {% do problems.append(place ~ ' as ' ~ feed.kind ~ '. Write one of ' ~ kinds | join(', ') ~ '.') %}
        {% endif %}
        {% if feed.feed not in cards %}
            {% do problems.append(
                place ~ ', which has no feed card. Add the table ' ~ feed.table ~ ' with config.meta.path to models/staging/'
                ~ '.../_' ~ feed.source ~ '__sources.yml, or take the word out of the register.'
            ) %}
        {% endif %}
        {% for name in [feed.bronze, feed.judged] if name not in models %}
            {% do problems.append(place ~ ', and there is no model ' ~ name ~ '. Add it, or take the word out of the register.') %}
        {% endfor %}
        {% set judged_model = models.get(feed.judged) %}
        {% if judged_model and not judged_model.columns %}
            {% do problems.append(
                (judged_model.patch_path or judged_model.original_file_path).split('://') | last ~ ' says nothing of the columns of '
                ~ feed.judged ~ '. Add them there: they are what is kept of a row.'
            ) %}
        {% endif %}
    {% endfor %}
    {% for feed, card in cards.items() if feed not in registered %}
        {% do problems.append(
            card.original_file_path ~ ' has a card of the feed ' ~ feed ~ ', which nobody registered. Add to vars.feeds in dbt_project.yml,'
            ~ ' below its line of business:  ' ~ card.source_name ~ ': {' ~ card.name ~ ': <' ~ kinds | join(' or ') ~ '>}'
        ) %}
    {% endfor %}
    {% set bronze = feeds() | map(attribute='bronze') | list %}
    {% set judged = feeds() | map(attribute='judged') | list %}
    {% for name, node in models.items() %}
        {% set is_missing = (name.startswith('stg_') and name not in bronze) or (name.endswith('_judged') and name not in judged) %}
        {% if is_missing %}
            {% do problems.append(
                node.original_file_path ~ ' belongs to no registered feed. Add to vars.feeds in dbt_project.yml, below its line of business:  '
                ~ '<source>: {<table>: <' ~ kinds | join(' or ') ~ '>}  (models are called stg_<source>__<table> and'
                ~ ' int_<line>__<source>_<table>_judged)'
            ) %}
        {% endif %}
    {% endfor %}
    {% if problems %}
        {{ exceptions.raise_compiler_error('The register of feeds is not complete.\n  - ' ~ problems | join('\n  - ')) }}
    {% endif %}
{% endmacro %}
