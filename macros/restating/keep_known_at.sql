{# Copies bronze as it was known at a time into schemas with another prefix, of which the project can
   then be built (see _macros.yml). #}
{% macro keep_known_at(time, prefix) %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% set own = env_var('DBT_SCHEMA_PREFIX', '') %}
    {% if not modules.re.fullmatch('[a-z][a-z0-9_]*_', prefix) or prefix == own %}
        {{ exceptions.raise_compiler_error(
            "as-known: '" ~ prefix ~ "' cannot be put before the schemas. Mend: KNOWN_PREFIX=known_ (small letters, digits and"
            ~ " underscores, one at its end, another one than that of the lakehouse itself)."
        ) }}
    {% endif %}
    {% if not modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?', time) %}
        {{ exceptions.raise_compiler_error("as-known: '" ~ time ~ "' is no time. Mend: AT='2025-08-03 06:00' (UTC).") }}
    {% endif %}
    {% set there = [] %}
    {% for feed in feeds() if load_relation(ref(feed.bronze)) is not none %}
        {% set known = run_query(
            "select count_if(_row_kind = 'file'), count_if(_row_kind = 'row') from " ~ known_at(feed.bronze, time)
        ).rows[0] %}
        {% do there.append({'feed': feed, 'files': known[0], 'rows': known[1]}) %}
    {% endfor %}
    {% if not there | sum(attribute='files') %}
        {{ exceptions.raise_compiler_error(
            "as-known: no file had been loaded by " ~ time ~ " (UTC). Mend: give a later time; logs.file_ledger (loaded_at) says when"
            ~ " files were loaded."
        ) }}
    {% endif %}
    {% for each in there %}
        {% set bronze = ref(each.feed.bronze) %}
        {% set copy = bronze.incorporate(path={'schema': prefix ~ bronze.schema[own | length:]}) %}
        {% if loop.first %}{% do run_query('create schema if not exists ' ~ copy.without_identifier()) %}{% endif %}
        {% do run_query(
            'create or replace table ' ~ copy ~ ' using delta partitioned by (_row_kind) as select * from '
            ~ known_at(each.feed.bronze, time)
        ) %}
        {% do print('  ' ~ each.feed.feed ~ ': ' ~ each.files ~ ' files, ' ~ each.rows ~ ' rows were known') %}
    {% endfor %}
{% endmacro %}
