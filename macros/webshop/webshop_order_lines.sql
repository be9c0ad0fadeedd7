{# The steps from an order line as texts to an order line as values, the same for the shop's files, its
   API and its partners. Expects a CTE whose columns are called like those of the card, ends with the CTE
   `typed_lines` (see _macros.yml). #}
{% macro webshop_order_lines(card, delivered='delivered', carried=lineage_columns()) -%}
{%- set signs = spellings('webshop_currency_signs', 'sign', 'currency', by='rank') -%}
{%- set pairs = spellings('webshop_currency_signs', "concat(sign, ' ', currency)", 'currency') -%}
{%- set statuses = spellings('webshop_order_statuses', 'raw_status', 'order_status') -%}
{%- set methods = spellings('webshop_payment_methods', 'raw_payment_method', 'payment_method') -%}
{%- set texts = [
    'dt', 'order_ts', 'item_seq', 'quantity', 'unit_price_currency', 'unit_price', 'discount_pct', 'tax_amount', 'channel',
    'order_status', 'payment_method',
] -%}
{%- set has = card.columns -%}
texts as (

    select
        {%- for name in ['order_id', 'product_id', 'customer_id', 'coupon_code'] %}
        {{ clean_key(name) if name in has else 'cast(null as string)' }} as {{ name }},
        {%- endfor %}
        {%- for name in texts %}
        {{ clean_word(name) if name in has else 'cast(null as string)' }} as {{ name }},
        {%- endfor %}
        -- an empty text is delivered; null says that the file has no such column, the object no such key
        {%- for name in ['order_status', 'payment_method'] %}
        {{ name ~ ' is not null' if name in has else 'false' }} as has_{{ name }},
        {%- endfor %}

        {{ carried }}
    from {{ delivered }}

),

-- the sign of a currency in front of an amount or behind it, and the amount without it
amounts as (

    select
        * except (quantity, unit_price, tax_amount, discount_pct),
        quantity as quantity_as_delivered,
        {{ meaning_of('quantity', spellings('webshop_quantity_words', 'word', 'quantity')) }} as quantity_in_words,
        {{ without_currency_sign('unit_price', signs) }} as price_text,
        {{ currency_sign('unit_price', signs) }} as price_sign,
        {{ without_currency_sign('tax_amount', signs) }} as tax_text,
        rtrim(regexp_replace(discount_pct, '%$', '')) as discount_text,
        discount_pct is null as is_discount_missing,
        tax_amount is null as is_tax_missing
    from texts

),

numbers as (

    select
        * except (item_seq),
        {{ number_text('item_seq') }} as item_text,
        {{ number_text('coalesce(quantity_in_words, quantity_as_delivered)', card.decimal_sign) }} as quantity_text,
        {{ number_text('price_text', card.decimal_sign) }} as price_number,
        {{ number_text('tax_text', card.decimal_sign) }} as tax_number,
        {{ number_text('discount_text', card.decimal_sign) }} as discount_number,
        {{ clean_code('unit_price_currency') }} as written_currency,
        coalesce(written_currency, {{ meaning_of('price_sign', signs) }}) as any_currency,
        {{ meaning_of('order_status', statuses) }} as known_status,
        {{ meaning_of('payment_method', methods) }} as known_method,
        {{ time_as_utc('order_ts') }} as ordered_at
    from amounts

),

typed_lines as (

    select
        '{{ card.seller }}' as seller,
        order_id,
        cast({{ exact_decimal('item_text', 9, 0) }} as int) as item_seq,
        {{ parse_date('dt', [card.date_format]) }} as written_date,
        if(dt is null, cast(ordered_at as date), written_date) as order_date,
        ordered_at,
        cast(trunc(order_date, 'month') as date) as order_month,
        upper(customer_id) as customer_id,
        product_id,

        cast({{ exact_decimal('quantity_text', 6, 0) }} as int) as quantity,
        if(any_currency rlike '^[A-Z]{3}$', any_currency, null) as currency,
        {{ exact_decimal('price_number', 12, 2) }} as unit_price,
        if(is_discount_missing, 0, {{ exact_decimal('discount_number', 3, 2) }}) as discount_pct,
        if(is_tax_missing, 0, {{ exact_decimal('tax_number', 12, 2) }}) as tax_amount,

        {% if card.seller == 'webshop' -%}
        coalesce({{ meaning_of('channel', spellings('webshop_channels', 'raw_channel', 'channel')) }}, 'unknown') as channel,
        {%- else -%}
        'partner' as channel,
        {%- endif %}
        upper(coupon_code) as coupon_code,
        -- a delivery that says nothing of them leaves them as they were
        case
            when not has_order_status then null
            when numbers.order_status is null then 'placed'
            else known_status
        end as order_status,
        if(has_payment_method, coalesce(known_method, 'unknown'), null) as payment_method,

        {{ 'customer_id is null' if 'customer_id' in has else 'false' }} as is_customer_missing,
        quantity_in_words is not null as is_quantity_in_words,
        written_currency is null and currency is not null as is_currency_from_sign,
        price_sign is not null
        and currency is not null
        and {{ meaning_of("concat(price_sign, ' ', currency)", pairs) }} is null as is_currency_contradicted,
        is_discount_missing,
        is_tax_missing,
        order_ts is not null and ordered_at is null as is_time_unparsable,
        has_order_status and numbers.order_status is null as is_order_status_missing,
        numbers.order_status is not null and known_status is null as is_order_status_unknown,
        has_payment_method and numbers.payment_method is null as is_payment_method_missing,
        numbers.payment_method is not null and known_method is null as is_payment_method_unknown,

        {{ carried }}
    from numbers

)
{%- endmacro %}
