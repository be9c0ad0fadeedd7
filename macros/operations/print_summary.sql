{# The summary of a run in short, for people who run dbt itself (see _macros.yml). #}
{% macro print_summary(summary) %}
    {% set built = summary.built %}
    {% do print('\nSummary') %}
    {% if summary.feeds %}
        {% do print('  ' ~ '{:,}'.format(summary.feeds | sum(attribute='landed')) ~ ' rows landed, '
            ~ '{:,}'.format(summary.feeds | sum(attribute='accepted')) ~ ' accepted, '
            ~ '{:,}'.format(summary.feeds | sum(attribute='rejected')) ~ ' rejected; '
            ~ summary.files_with_problems | length ~ ' files with problems (logs.row_accounting, logs.quarantine)') %}
    {% endif %}
    {% for feed in summary.feeds if feed.files == 0 %}{% do print('  WARNING: ' ~ feed.feed ~ ' has no files') %}{% endfor %}
    {% for each in summary.folders_not_loaded %}
        {% set files = ' (' ~ each.file_count ~ ' files, ' ~ each.first_files[0] ~ ' first)' if each.file_count else '' %}
        {% do print('  WARNING: nothing is loaded from ' ~ each.folder ~ ': ' ~ each.reason ~ files) %}
    {% endfor %}
    {% do print('  Built: ' ~ built.models ~ ' models, ' ~ built.seeds ~ ' seeds, ' ~ built.snapshots ~ ' snapshots; '
        ~ built.unchanged ~ ' models and snapshots had nothing new; tests: ' ~ built.passed ~ ' passed, '
        ~ built.left_out ~ ' left out (nothing that they read has changed), ' ~ built.warned ~ ' warned; '
        ~ built.failed ~ ' failed, ' ~ built.skipped ~ ' skipped') %}
    {% for row in summary.rows %}
        {% do print('  %-14s %-22s %s %s' | format(row.line, row.label, ('{:,.' ~ row.decimals ~ 'f}').format(row.value | float), row.unit)) %}
    {% endfor %}
    {% for each in summary.anomalies or [] %}
        {% do print('  UNUSUAL (' ~ each.severity ~ ') ' ~ each.subject ~ ' ' ~ each.day ~ ' ' ~ each.metric ~ ': '
            ~ ('%.4g, expected %.4g to %.4g' | format(each.found, each.expected_low, each.expected_high))) %}
    {% endfor %}
    {% for warning in summary.warnings %}
        {% do print('  WARNING: ' ~ warning.node) %}
        {% for row in warning.details.split('\n') %}{% do print('    ' ~ row[:400]) %}{% endfor %}
        {% do print('    what to do: ' ~ warning.mend) %}
    {% endfor %}
    {% for failure in summary.failures %}
        {% do print('  FAILED ' ~ failure.node ~ ': ' ~ (failure.message.split('== SQL ==')[0] | trim)[:300]) %}
        {% if failure.mend %}{% do print('    what to do: ' ~ failure.mend) %}{% endif %}
    {% endfor %}
    {% if summary.failures %}
        {% do print('  Gold is the last good one below what failed. Details: logs.etl_errors.') %}
    {% elif summary.look_at %}
        {% do print('  Look next at ' ~ summary.look_at | join(', ') ~ '.') %}
    {% endif %}
{% endmacro %}
