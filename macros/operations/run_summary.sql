{# Ends a run with what happened, for people; the same as one JSON line in dbt's debug log, from
   which orchestration/pipeline writes target/run_summary.json (see _macros.yml). #}
{% macro run_summary(results, details) %}
    {% if flags.WHICH not in ('build', 'run', 'test', 'retry') %}{{ return('') }}{% endif %}
    {% set counts = {'models': 0, 'unchanged': 0, 'seeds': 0, 'snapshots': 0, 'tests': 0, 'passed': 0, 'warned': 0, 'failed': 0, 'skipped': 0} %}
    {% set failures = [] %}
    {% for result in results %}
        {% set kind = {'model': 'models', 'seed': 'seeds', 'snapshot': 'snapshots'}.get(result.node.resource_type | string, 'tests') %}
        {% set status = result.status | string %}
        {% if status == 'skipped' %}{% set key = 'skipped' %}
        {% elif status in ('error', 'fail', 'runtime error') %}{% set key = 'failed' %}{% do failures.append(result) %}
        {% elif kind == 'tests' %}{% set key = 'warned' if status == 'warn' else 'passed' %}
        {% elif result.message == 'unchanged' %}{% set key = 'unchanged' %}
        {% else %}{% set key = kind %}{% endif %}
        {% do counts.update({key: counts[key] + 1}) %}
    {% endfor %}
    {% set summary = {'run_id': invocation_id, 'command': flags.WHICH, 'built': counts, 'feeds': [], 'files_with_problems': [],
                      'reject_reasons': [], 'headline': {}, 'marketplace': {}, 'failures': []} %}
    {% for result in failures %}
        {% do summary.failures.append({'node': result.node.name, 'message': (result.message or '') | string,
            'details': details.get(result.node.unique_id, ''), 'mend': mend_of(result.node)}) %}
    {% endfor %}

    {# a run of a few models says what those say: the accounting takes longer than most of them #}
    {% set names = results | map(attribute='node.name') | list %}
    {% set accounting = existing_relation('logs', 'row_accounting') %}
    {% if accounting and 'row_accounting' in names %}
        {% for row in run_query(
            "select feed, count(*), count_if(loaded_at >= timestamp'" ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S') ~ "'),"
            ~ " sum(landed_row_count), sum(accepted_row_count), sum(superseded_row_count), sum(rejected_row_count),"
            ~ " to_json(sort_array(collect_list(if(problem is null, null, struct(file_path as file, problem)))))"
            ~ " from " ~ accounting ~ " group by feed order by feed"
        ).rows %}
            {% do summary.feeds.append({'feed': row[0], 'files': row[1] | int, 'new_files': row[2] | int, 'landed': row[3] | int,
                'accepted': row[4] | int, 'superseded': row[5] | int, 'rejected': row[6] | int}) %}
            {% do summary.files_with_problems.extend(fromjson(row[7])) %}
        {% endfor %}
        {% set found = summary.feeds | map(attribute='feed') | list %}
        {% for feed in feeds() if feed.feed not in found %}
            {% do summary.feeds.append({'feed': feed.feed, 'files': 0, 'new_files': 0, 'landed': 0, 'accepted': 0,
                'superseded': 0, 'rejected': 0}) %}
        {% endfor %}
    {% endif %}
    {% set quarantine = existing_relation('logs', 'quarantine') %}
    {% if quarantine and 'quarantine' in names %}
        {% for row in run_query("select feed, rules, count(*) as n from " ~ quarantine
            ~ " where status = 'rejected' group by feed, rules order by n desc, feed, rules").rows %}
            {% do summary.reject_reasons.append({'feed': row[0], 'rules': row[1], 'rows': row[2] | int}) %}
        {% endfor %}
    {% endif %}
    {% set headline = existing_relation('analytics', 'rpt_distribution_headline') %}
    {% if headline and 'rpt_distribution_headline' in names %}
        {% set row = run_query("select * from " ~ headline).rows[0] %}
        {% do summary.update({'headline': {
            'total_revenue_inr': row[0] | string, 'total_quantity': row[1] | string,
            'unique_customer_count': row[2] | string, 'average_selling_price_inr': row[3] | string}}) %}
    {% endif %}
    {% set regions = existing_relation('analytics', 'rpt_marketplace_revenue_by_region') %}
    {% if regions and 'rpt_marketplace_revenue_by_region' in names and 'rpt_marketplace_payment_differences' in names %}
        {% set row = run_query("select sum(gross_revenue_brl), sum(net_revenue_brl), sum(order_count), (select count(*) from "
            ~ existing_relation('analytics', 'rpt_marketplace_payment_differences') ~ ") as differences from " ~ regions).rows[0] %}
        {% do summary.update({'marketplace': {
            'gross_revenue_brl': (row[0] or 0) | string, 'net_revenue_brl': (row[1] or 0) | string, 'order_count': (row[2] or 0) | string,
            'payment_difference_count': (row[3] or 0) | string}}) %}
    {% endif %}
    {% do print_summary(summary) %}
    {% do log('RUN_SUMMARY ' ~ tojson(summary), info=false) %}
{% endmacro %}
