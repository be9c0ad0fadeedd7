{%- set typed %}

    select
        upper({{ clean_key('coupon_code') }}) as coupon_code,
        {{ clean_word('promotion_name') }} as promotion_name,
        {{ parse_date(clean_value('valid_from'), ['yyyy-MM-dd']) }} as valid_from,
        {{ parse_date(clean_value('valid_to'), ['yyyy-MM-dd']) }} as valid_to,

        {{ raw_record(['coupon_code', 'promotion_name', 'valid_from', 'valid_to']) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['coupon_code']) }}
