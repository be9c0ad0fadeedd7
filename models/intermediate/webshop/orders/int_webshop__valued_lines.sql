with

lines_with_terms as (

    {{ webshop_terms(ref('int_webshop__line_amounts'), ['lines.*']) }}

),

final as (

    select
        *,
        exchange_rate is null as is_without_rate,
        {{ in_reporting_currency('gross_amount', 'exchange_rate') }} as gross,
        {{ in_reporting_currency('discount_amount', 'exchange_rate') }} as discount,
        {{ in_reporting_currency('net_amount', 'exchange_rate') }} as net,
        {{ in_reporting_currency('tax_amount', 'exchange_rate') }} as tax,
        -- up to a whole unit of the currency
        try_cast(ceil(try_cast(sale_amount as decimal(20, 2)) * exchange_rate) as decimal(28, 2)) as sale
    from lines_with_terms

)

select * from final
