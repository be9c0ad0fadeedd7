{%- set typed %}

    with

    cleaned as (

        select
            {{ clean_value('rate_date') }} as day_text,
            {{ clean_code('from_currency') }} as from_currency,
            {{ clean_code('to_currency') }} as to_currency,
            {{ number_text(clean_value('rate')) }} as rate_text,

            {{ raw_record(['rate_date', 'from_currency', 'to_currency', 'rate']) }} as _raw_record,
            {{ lineage_columns() }}
        from delivered

    )

    select
        {{ parse_date('day_text', ['yyyy-MM-dd']) }} as rate_date,
        from_currency,
        to_currency,
        {{ exact_decimal('rate_text', 10, 8) }} as rate,

        _raw_record,
        {{ lineage_columns() }}
    from cleaned

{% endset %}

{{ judged_rows(typed, key=['rate_date', 'from_currency', 'to_currency']) }}
