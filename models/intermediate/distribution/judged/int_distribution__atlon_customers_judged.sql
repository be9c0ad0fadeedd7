{%- set typed %}

    select
        {{ trimmed('customer_code') }} as customer_id,
        {{ filled('customer') }} as customer_name,
        cast(null as string) as city,
        {{ filled('market') }} as market,
        {{ filled('platform') }} as platform,
        {{ filled('channel') }} as channel,

        {{ raw_record(
            ['customer_code', 'customer', 'market', 'platform', 'channel']
        ) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['customer_id']) }}
