{# Query of what changed in the KPIs of a line of business between two states of its fact, month by
   month, split into causes (see _macros.yml). #}
{% macro restatements_between(line, before, after) -%}
{%- set about = restated_lines()[line] -%}
{%- set kpis = about.kpis -%}
{%- set is_other = 'before.says <=> after.says' if about.has_other_line else 'false' -%}
with

delivered_before as (
    {{ delivered_at(about.feeds, before.at) }}

),

delivered_after as (
    {{ delivered_at(about.feeds, after.at) }}

),

contributions_before as (

    {{ contributions_of(line, 'delivered_before', before.at) }}

),

contributions_after as (

    {{ contributions_of(line, 'delivered_after', after.at) }}

),

-- Only what brings something else than before.
compared as (

    select
        coalesce(before.line_key, after.line_key) as line_key,
        struct(before.*) as before,
        struct(after.*) as after
    from contributions_before as before
    full outer join contributions_after as after
        on before.line_key = after.line_key
    where
        not before.month <=> after.month
        or not before.is_counted <=> after.is_counted
        {%- for kpi in kpis %}
        or not before.{{ kpi.name }} <=> after.{{ kpi.name }}
        {%- endfor %}

),

-- What the line as it was would bring now: the difference is what its price or rate did. Plain columns,
-- because Spark loses structs that a generator reads beside others.
revalued as (

    select
        line_key,
        coalesce(
            before.term = after.term and before.month = after.month and before.is_counted and after.is_counted
            and not before.factor <=> after.factor,
            false
        ) as is_term_changed,
        if(is_term_changed, after.term, null) as term,
        if(is_term_changed, after.term_key, null) as term_key,
        if(is_term_changed, after.term_date, null) as term_date,
        before.month as month_before,
        after.month as month_after
        {%- for kpi in kpis %},
        before.{{ kpi.name }} as {{ kpi.name }}_before,
        {% if kpi.anew -%}
        cast(if(is_term_changed, coalesce({{ kpi.anew }}, 0), before.{{ kpi.name }}) as decimal(38, 2))
        {%- else -%}
        before.{{ kpi.name }}
        {%- endif %} as {{ kpi.name }}_anew,
        after.{{ kpi.name }} as {{ kpi.name }}_after
        {%- endfor %}
    from compared

),

moves as (

    select
        line_key,
        term,
        term_key,
        term_date,
        move.*
    from revalued
    lateral view inline(array(
        {%- for kpi in kpis %}
        {%- for month, is_term, part in [
            ('month_before', 'true', kpi.name ~ '_anew - ' ~ kpi.name ~ '_before'),
            ('month_before', 'false', '- ' ~ kpi.name ~ '_anew'),
            ('month_after', 'false', kpi.name ~ '_after'),
        ] %}
        struct(
            '{{ kpi.name }}' as kpi, {{ month }} as month, {{ is_term }} as is_term, cast({{ part }} as decimal(38, 2)) as part
        ){{ ',' if not loop.last }}
        {%- endfor %}{{ ',' if not loop.last }}
        {%- endfor %}
    )) move

),

line_parts as (

    select
        line_key,
        term,
        term_key,
        term_date,
        kpi,
        month,
        is_term,
        sum(part) as part
    from moves
    where part is not null
    group by line_key, term, term_key, term_date, kpi, month, is_term
    having sum(part) <> 0

),

winning_before as (

    select distinct
        feed,
        record
    from delivered_before
    where is_counted

),

winning_after as (

    select
        feed,
        record,
        min(struct(file_id, file_path, line_number, arrived_at, is_deletion)) as line
    from delivered_after
    where is_counted
    group by feed, record

),

changed_lines as (

    select
        line_key,
        coalesce(before.order_key, after.order_key) as order_key,
        after.month,
        if({{ is_other }}, before.other_line, before.line) as before_line,
        if({{ is_other }}, after.other_line, after.line) as after_line,
        coalesce(after_line.feed, before_line.feed) as feed,
        coalesce(after_line.record, before_line.record) as record
    from compared

),

-- The delivered line that counts now, of the same record where the line itself is gone.
located as (

    select
        changed_lines.*,
        if(
            changed_lines.after_line is null,
            winning_after.line,
            struct(
                changed_lines.after_line.file_id, changed_lines.after_line.file_path, changed_lines.after_line.line_number,
                changed_lines.after_line.arrived_at, changed_lines.after_line.is_deletion
            )
        ) as counting,
        changed_lines.before_line is not null or winning_before.record is not null as was_known
    from changed_lines
    left join winning_after
        on
            changed_lines.feed = winning_after.feed
            and changed_lines.record = winning_after.record
    left join winning_before
        on
            changed_lines.feed = winning_before.feed
            and changed_lines.record = winning_before.record

),

judged_otherwise as (

    select
        located.*,
        located.counting is not null and earlier.file_id is null as has_arrived,
        earlier.outcome = 'rejected' as was_rejected,
        earlier.rules as earlier_rules,
        later.outcome = 'rejected' as is_rejected,
        later.rules as later_rules
    from located
    left join delivered_before as earlier
        on
            located.feed = earlier.feed
            and located.counting.file_id = earlier.file_id
            and located.counting.line_number = earlier.line_number
    left join delivered_after as later
        on
            located.feed = later.feed
            and located.before_line.file_id = later.file_id
            and located.before_line.line_number = later.line_number

),

judged_with as (

    select
        coalesce(earlier.feed, later.feed) as feed,
        earlier.judged_with <> later.judged_with as is_changed
    from (
        select
            feed,
            max_by(judged_with, judgement_id) as judged_with
        from delivered_before
        group by feed
    ) as earlier
    full outer join (
        select
            feed,
            max_by(judged_with, judgement_id) as judged_with
        from delivered_after
        group by feed
    ) as later
        on earlier.feed = later.feed

),

seeds as (

    {%- for feed in about.feeds %}
    select
        '{{ feed.feed }}' as feed,
        '{{ changed_seeds(feed, before.at, after.at) | join(', ') }}' as names
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

classified as (

    select
        judged_otherwise.line_key,
        judged_otherwise.order_key,
        judged_otherwise.feed,
        case
            when has_arrived and counting.is_deletion then 'deletes'
            when has_arrived and was_known then 'corrections'
            when has_arrived and month < trunc(counting.arrived_at, 'month') then 'late_rows'
            when has_arrived then 'new_files'
            when seeds.names <> '' then 'changed_seed'
            when judged_with.is_changed then 'changed_rule'
            when was_rejected then 'released'
            when is_rejected then 'newly_rejected'
            else 'corrections'
        end as cause,
        case
            when has_arrived then null
            when seeds.names <> '' then seeds.names
            when was_rejected then earlier_rules
            when is_rejected then later_rules
            when not coalesce(judged_with.is_changed, false) then 'what it refers to was corrected'
        end as detail,
        coalesce(counting.file_path, before_line.file_path) as file_path,
        coalesce(counting.line_number, before_line.line_number) as line_number
    from judged_otherwise
    left join judged_with
        on judged_otherwise.feed = judged_with.feed
    left join seeds
        on judged_otherwise.feed = seeds.feed

),

term_lines as (
    {{ term_lines_at(line, after.at) }}

),

terms as (

    {{ counting_terms('(select distinct term, term_key, term_date from line_parts where is_term)') }}

),

caused as (

    select
        line_parts.kpi,
        line_parts.month,
        line_parts.line_key,
        line_parts.part,
        {%- if about.terms %}
        if(is_term, '{{ about.terms.cause }}', classified.cause) as cause,
        {%- else %}
        classified.cause,
        {%- endif %}
        if(is_term, null, classified.detail) as detail,
        if(is_term, terms.line.feed, classified.feed) as feed,
        if(is_term, terms.line.file_path, classified.file_path) as file_path,
        if(is_term, terms.line.line_number, classified.line_number) as line_number
    from line_parts
    left join classified
        on line_parts.line_key = classified.line_key
    left join terms
        on line_parts.term = terms.term
    {%- if about.counts_orders %}
    union all
    select
        'orders' as kpi,
        orders.month,
        orders.order_key as line_key,
        orders.part,
        reason.cause,
        reason.detail,
        reason.feed,
        reason.file_path,
        reason.line_number
    from (
        select
            order_key,
            month,
            cast(sum(part) as decimal(38, 2)) as part
        from (
            select distinct
                order_key,
                month,
                -1 as part
            from contributions_before
            where is_counted
            union all
            select distinct
                order_key,
                month,
                1 as part
            from contributions_after
            where is_counted
        ) as counted
        group by order_key, month
        having sum(part) <> 0
    ) as orders
    -- an order has one cause, that of the first of its lines that changed
    left join (
        select
            order_key,
            min_by(struct(cause, detail, feed, file_path, line_number), line_key) as reason
        from classified
        group by order_key
    ) as reasons
        on orders.order_key = reasons.order_key
    {%- endif %}

),

parts as (

    select
        kpi,
        month,
        cause,
        detail,
        feed,
        sum(part) as part,
        count(distinct line_key) as row_count,
        count(distinct file_path) as file_count,
        slice(sort_array(collect_set(file_path)), 1, 20) as files,
        slice(sort_array(collect_set(concat(file_path, ':', line_number))), 1, 20) as first_lines
    from caused
    group by kpi, month, cause, detail, feed

),

published_before as (

    {{ published_at(line, before.at) }}

),

published_after as (

    {{ published_at(line, after.at) }}

),

published as (

    select
        coalesce(earlier.kpi, later.kpi) as kpi,
        coalesce(earlier.month, later.month) as month,
        coalesce(earlier.value, 0) as value_before,
        coalesce(later.value, 0) as value_after
    from published_before as earlier
    full outer join published_after as later
        on
            earlier.kpi = later.kpi
            and earlier.month <=> later.month

),

-- What no line accounts for would be a mistake in here; it is told, not hidden.
unexplained as (

    select
        published.kpi,
        published.month,
        'unexplained' as cause,
        cast(null as string) as detail,
        cast(null as string) as feed,
        published.value_after - published.value_before - coalesce(explained.part, 0) as part,
        cast(0 as bigint) as row_count,
        cast(0 as bigint) as file_count,
        cast(array() as array<string>) as files,
        cast(array() as array<string>) as first_lines
    from published
    left join (
        select
            kpi,
            month,
            sum(part) as part
        from parts
        group by kpi, month
    ) as explained
        on
            published.kpi = explained.kpi
            and published.month <=> explained.month
    where published.value_after - published.value_before <> coalesce(explained.part, 0)

),

all_parts as (

    select * from parts
    union all
    select * from unexplained

),

units as (

    select inline(array(
        {%- if about.counts_orders %}
        struct('orders' as kpi, 'orders' as unit),
        {%- endif %}
        {%- for kpi in kpis %}
        struct('{{ kpi.name }}' as kpi, '{{ kpi.unit }}' as unit){{ ',' if not loop.last }}
        {%- endfor %}
    ))

),

final as (

    select
        '{{ after.run_id }}' as run_id,
        '{{ before.run_id }}' as run_before,
        timestamp'{{ after.at }}' as built_at,
        timestamp'{{ before.at }}' as built_before_at,
        '{{ line }}' as line_of_business,
        all_parts.month,
        coalesce(add_months(all_parts.month, 1) <= timestamp'{{ before.at }}', true) as is_closed,
        all_parts.kpi,
        units.unit,
        coalesce(published.value_before, 0) as value_before,
        coalesce(published.value_after, 0) as value_after,
        all_parts.cause,
        all_parts.detail,
        all_parts.feed,
        cast(all_parts.part as decimal(38, 2)) as part,
        all_parts.row_count,
        all_parts.file_count,
        all_parts.files,
        all_parts.first_lines,
        current_timestamp() as explained_at
    from all_parts
    inner join units
        on all_parts.kpi = units.kpi
    left join published
        on
            all_parts.kpi = published.kpi
            and all_parts.month <=> published.month

)

select * from final
{%- endmacro %}
