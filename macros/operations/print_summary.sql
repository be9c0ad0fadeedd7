{# Shows the summary of a run (see _macros.yml). #}
{% macro print_summary(summary) %}
    {% set built = summary.built %}
    {% do print('') %}
    {% do print('Summary') %}
    {% if summary.feeds %}
        {% do print('  %-34s %7s %6s %12s %12s %12s %10s' | format('feed', 'files', 'new', 'rows landed', 'accepted', 'superseded', 'rejected')) %}
        {% for f in summary.feeds %}
            {% do print('  %-34s %7s %6s %12s %12s %12s %10s' | format(f.feed, '{:,}'.format(f.files), '{:,}'.format(f.new_files),
                '{:,}'.format(f.landed), '{:,}'.format(f.accepted), '{:,}'.format(f.superseded), '{:,}'.format(f.rejected))) %}
        {% endfor %}
    {% endif %}
    {% for f in summary.files_with_problems[:20] %}{% do print('  file ' ~ f.file ~ ': ' ~ f.problem) %}{% endfor %}
    {% if summary.files_with_problems | length > 20 %}
        {% do print('  and ' ~ '{:,}'.format(summary.files_with_problems | length - 20) ~ ' more files with problems (logs.file_ledger)') %}
    {% endif %}
    {% for f in summary.feeds if f.files == 0 %}{% do print('  WARNING: ' ~ f.feed ~ ' has no files') %}{% endfor %}
    {% if summary.reject_reasons %}
        {% do print('  Rejected rows, and why (logs.quarantine has file, line and record):') %}
        {% for r in summary.reject_reasons[:12] %}
            {% do print('    %12s  %s: %s' | format('{:,}'.format(r.rows), r.feed, r.rules)) %}
        {% endfor %}
        {% if summary.reject_reasons | length > 12 %}
            {% do print('    and ' ~ '{:,}'.format(summary.reject_reasons | length - 12) ~ ' more reasons (target/run_summary.json)') %}
        {% endif %}
    {% endif %}
    {% do print('  Built: ' ~ built.models ~ ' models, ' ~ built.seeds ~ ' seeds, ' ~ built.snapshots ~ ' snapshots; '
        ~ built.unchanged ~ ' models had nothing new; tests: ' ~ built.passed ~ ' passed, ' ~ built.warned ~ ' warned; ' ~ built.failed ~ ' failed, ' ~ built.skipped ~ ' skipped') %}
    {% if summary.headline %}
        {% set h = summary.headline %}
        {% do print('  Total revenue          %22s INR' | format('{:,.0f}'.format(h.total_revenue_inr | float))) %}
        {% do print('  Total quantity         %22s units' | format('{:,}'.format(h.total_quantity | int))) %}
        {% do print('  Unique customers       %22s' | format('{:,}'.format(h.unique_customer_count | int))) %}
        {% do print('  Average selling price  %22s INR' | format('{:,.4f}'.format(h.average_selling_price_inr | float))) %}
    {% endif %}
    {% if summary.marketplace %}
        {% set m = summary.marketplace %}
        {% do print('  Marketplace revenue    %22s BRL (gross; net %s)' | format(
            '{:,.2f}'.format(m.gross_revenue_brl | float), '{:,.2f}'.format(m.net_revenue_brl | float))) %}
        {% do print('  Marketplace orders     %22s' | format('{:,}'.format(m.order_count | int))) %}
        {% do print('  Paid otherwise         %22s orders (analytics.rpt_marketplace_payment_differences)' | format('{:,}'.format(m.payment_difference_count | int))) %}
    {% endif %}
    {% for f in summary.failures %}
        {% do print('  FAILED ' ~ f.node ~ ': ' ~ (f.message.split('== SQL ==')[0] | trim)[:300]) %}
        {% for row in f.details.split('\n') if row %}{% do print('    ' ~ row[:400]) %}{% endfor %}
        {% if f.mend %}{% do print('    what to do: ' ~ f.mend) %}{% endif %}
    {% endfor %}
    {% if summary.failures %}
        {% do print('  Gold is the last good one below what failed. Details: logs.etl_errors.') %}
    {% else %}
        {% do print('  Look next at analytics.rpt_distribution_headline, analytics.rpt_distribution_sales, logs.row_accounting, logs.quarantine.') %}
    {% endif %}
{% endmacro %}
