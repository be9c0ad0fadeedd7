{# Builds bronze, and takes the load back where a file has changed between the two passes that read it
   (see _macros.yml). #}
{% macro load_whole_files(build, loading) %}
    {% set built = write_table(build) %}
    {% set metrics = last_commit(this)['operationMetrics'] | string %}
    {% set written = modules.re.search('numOutputRows\\D+(\\d+)', metrics) %}
    {% if written and written.group(1) | int != loading.row_count %}
        {% do run_query('delete from ' ~ this ~ ' where _load_id = ' ~ loading.load_id) %}
        {% do forget_last_commit() %}
        {% do exceptions.warn(
            model.name ~ ": files were changed or taken away while they were read. Nothing of this feed was loaded; the next run"
            ~ " loads what is there then."
        ) %}
    {% endif %}
    {{ return(built) }}
{% endmacro %}
