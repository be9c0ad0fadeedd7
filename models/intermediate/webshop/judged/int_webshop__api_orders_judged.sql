-- noqa: disable=LT02
{%- set card = order_lines_card() %}
{%- set of_items = [
    'item_seq', 'product_id', 'quantity', 'unit_price_currency', 'unit_price', 'discount_pct', 'tax_amount',
    'coupon_code', 'order_status',
] %}
{%- set of_orders = card.columns | reject('equalto', 'items') | list %}
{%- do card.update({'columns': (of_orders + of_items) | unique | list}) %}
{%- set rules = model.config.meta.get('line_rules', []) %}
{%- set ids = ['order_id', 'product_id', 'customer_id'] %}
{%- set typed %}

    with

    parsed as (

        select
            *,
            from_json({{ json_with_numbers_as_text('items') }}, 'array<map<string, string>>') as _items
        from delivered

    ),

    -- an item's keys in any case; of a key that is there twice the last one counts
    items as (

        select
            parsed.* except (_items),
            item._number as _item_number,
            reverse(transform(
                map_entries(item._texts), entry -> struct(lower(trim(entry.key)) as key, entry.value as value)
            )) as _texts
        from parsed
        lateral view outer posexplode(
            if(startswith(ltrim(items), '[') and not exists(_items, item -> item is null), _items, null)
        ) item as _number, _texts

    ),

    -- what an item does not say itself, the order says; what it says to be null is empty
    item_texts as (

        select
            {%- for name in of_orders if name not in of_items %}
            {{ name }},
            {%- endfor %}
            {%- for name in of_items %}
            {%- set told = "filter(_texts, text -> text.key = '" ~ name ~ "')" %}
            {%- if name in of_orders %}
            if(size({{ told }}) > 0, coalesce(get({{ told }}, 0).value, ''), {{ name }}) as {{ name }},
            {%- else %}
            get({{ told }}, 0).value as {{ name }},
            {%- endif %}
            {%- endfor %}

            _item_number,
            {{ lineage_columns() }}
        from items

    ),

    {{ webshop_order_lines(card, 'item_texts', '_item_number, ' ~ lineage_columns()) }}

    select
        'webshop' as seller,
        order_id,
        array_sort(collect_list(if(_item_number is not null, struct(
            _item_number,
            item_seq,
            order_date,
            ordered_at,
            order_month,
            customer_id,
            product_id,
            quantity,
            currency,
            unit_price,
            discount_pct,
            tax_amount,
            channel,
            coupon_code,
            order_status,
            payment_method,
            {{ names_of_broken_rules(rules, 'reject', ids) }} as reject_rules,
            {{ names_of_broken_rules(rules, 'warn', ids) }} as warn_rules
        ), null))) as lines,

        {{ lineage_columns() }}
    from typed_lines
    group by
        order_id,
        {{ lineage_columns() }}

{% endset %}

{{ judged_rows(typed, key=['order_id']) }}
