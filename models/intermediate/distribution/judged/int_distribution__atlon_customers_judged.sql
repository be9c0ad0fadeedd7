{%- set typed %}

    select
        {{ clean_key('customer_code') }} as customer_id,
        {{ clean_word('customer') }} as customer_name,
        cast(null as string) as city,
        {{ clean_word('market') }} as market,
        {{ clean_word('platform') }} as platform,
        {{ clean_word('channel') }} as channel,

        {{ raw_record(
            ['customer_code', 'customer', 'market', 'platform', 'channel']
        ) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['customer_id']) }}
