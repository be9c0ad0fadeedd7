{# Has files loaded or judged again: says what is concerned, and marks it for the next build (see
   _macros.yml). #}
{% macro backfill(feed=none, file=none, from_date=none, to_date=none, by='arrival', how='reload', dry_run=true) %}
    {% if not execute %}{{ return('') }}{% endif %}
    {#- a job hands on texts, and what nobody gave as an empty one -#}
    {% set dry_run = dry_run | string | lower != 'false' %}
    {% set feed, file, from_date, to_date = feed or none, file or none, from_date or none, to_date or none %}
    {% do check_backfill(feed, file, from_date, to_date, by, how) %}
    {% set chosen = [] %}
    {% for each in feeds() if feed is none or feed | replace('/', '.') == each.feed %}
        {% set files = files_to_backfill(each, file, from_date, to_date, by, how) %}
        {% if files.ids %}{% do chosen.append(files) %}{% endif %}
    {% endfor %}
    {% if not chosen %}
        {{ exceptions.raise_compiler_error(
            "backfill: no loaded file is meant by these arguments. Nothing was changed. Mend: look into logs.file_ledger (feed,"
            ~ " file_path, file_modified_at); a file that is not in it is loaded by the next dbt build."
        ) }}
    {% endif %}
    {% do print('Backfill (' ~ how ~ '), ' ~ ('dry run: nothing is changed' if dry_run else 'files are marked')) %}
    {% for files in chosen %}{% do say_what_is_backfilled(files) %}{% endfor %}
    {% set gone = chosen | map(attribute='gone') | sum(start=[]) %}
    {% if how == 'reload' and gone %}
        {{ exceptions.raise_compiler_error(
            "backfill: " ~ gone | length ~ " of these files are not in the landing root any more as they were loaded (" ~ gone[0]
            ~ " first), and without them their rows would be lost. Nothing was changed. Mend: land them again, which loads them by"
            ~ " itself and replaces what they said; or judge what was loaded again: how: rejudge."
        ) }}
    {% endif %}
    {% if dry_run %}
        {% do print("To do it: the same with dry_run: false, then dbt build (make backfill ... DRY_RUN=0 does both)") %}
        {{ return('') }}
    {% endif %}

    {% set holder = claim_run_lock('dbt run-operation backfill', spark_application().id, 'run_id is null') %}
    {% if holder.run_id != invocation_id %}
        {{ exceptions.raise_compiler_error(
            "backfill: a run is at work here: `" ~ holder.command ~ "`, started by " ~ holder.taken_by ~ " at " ~ holder.taken_at
            ~ ". Nothing was changed. Mend: wait until it has ended; if it was killed: dbt run-operation break_run_lock."
        ) }}
    {% endif %}
    {% for files in chosen %}{% do mark_for_backfill(files, how) %}{% endfor %}
    {% do give_back_run_lock() %}
    {% do print('Marked. Now: dbt build') %}
{% endmacro %}
