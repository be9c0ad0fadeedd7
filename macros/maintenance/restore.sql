{# Takes a table back to one of its versions, so that the next run goes on rightly from there (see
   _macros.yml). #}
{% macro restore(table, version, dry_run=true) %}
    {% set restored = maintained_tables(table)[0] %}
    {% set relation = restored.relation %}
    {% set newest = run_query('describe history ' ~ relation ~ ' limit 1').rows[0]['version'] | int %}
    {% if version is not integer or version < 0 or version >= newest %}
        {{ exceptions.raise_compiler_error(
            "restore: " ~ table ~ " has no version '" ~ version ~ "' to go back to; its newest is " ~ newest
            ~ ". Mend: choose one that `describe history " ~ relation ~ "` shows."
        ) }}
    {% endif %}

    {# whose rows tell the next run how far it has got: they have to be judged again as a whole #}
    {% set judged_again = [] %}
    {% for feed in feeds() if feed.is_incremental and restored.identifier in (feed.bronze, feed.judged) %}
        {% do judged_again.append(ref(feed.judged)) %}
    {% endfor %}

    {% do print('Restore, ' ~ ('dry run: nothing is changed' if dry_run else 'the table goes back')) %}
    {% set counts = run_query(
        'select (select count(*) from ' ~ relation ~ '), (select count(*) from ' ~ relation ~ ' version as of ' ~ version ~ ')'
    ).rows[0] %}
    {% do print(
        '  ' ~ relation ~ ': version ' ~ newest ~ ' with ' ~ counts[0] ~ ' rows -> version ' ~ version ~ ' with ' ~ counts[1] ~ ' rows'
    ) %}
    {% for judged in judged_again %}{% do print('  the next run judges ' ~ judged ~ ' again as a whole') %}{% endfor %}
    {% if counts[1] == 0 and relation.identifier in judged_again | map(attribute='identifier') %}
        {{ exceptions.raise_compiler_error(
            "restore: version " ~ version ~ " of " ~ table ~ " has no rows to go on from. Mend: dbt build --full-refresh --select "
            ~ table ~ "+"
        ) }}
    {% endif %}
    {% if dry_run %}
        {% do print("To do it: --args '{table: " ~ table ~ ", version: " ~ version ~ ", dry_run: false}'") %}
        {{ return('') }}
    {% endif %}

    {# Judgements go on counting from the newest that any reader can have seen, also where an earlier
       attempt has got as far as the restore and no further. #}
    {% set marks = [] %}
    {% for judged in judged_again %}
        {% set version_before = [(run_query('describe history ' ~ judged ~ ' limit 1').rows[0]['version'] | int) - 1, 0] | max %}
        {% set seen = run_query(
            'select greatest((select coalesce(max(_judgement_id), 0) from ' ~ judged ~ '), (select coalesce(max(_judgement_id), 0) from '
            ~ judged ~ ' version as of ' ~ version_before ~ '))'
        ).rows[0][0] %}
        {% do marks.append('update ' ~ judged ~ " set _judged_with = 'restored', _judgement_id = " ~ seen) %}
    {% endfor %}
    {% do run_query('restore table ' ~ relation ~ ' to version as of ' ~ version) %}
    {% for mark in marks %}{% do run_query(mark) %}{% endfor %}
    {% do print('Restored. Now: dbt build' ~ (
        '. If files of later loads do not land any more: dbt build --full-refresh --select '
        ~ judged_again | map(attribute='identifier') | join('+ ') ~ '+' if judged_again else ''
    )) %}
{% endmacro %}
