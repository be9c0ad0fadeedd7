{# The entities of the marketplace's change feeds: what identifies a record of each, and what a
   version of it says. The one place that a new entity or attribute is named in (see _macros.yml). #}
{% macro change_entities() %}
    {{ return({
        'customers': {
            'key': ['customer_id'],
            'attributes': ['customer_unique_id', 'zip_code_prefix', 'city', 'state'],
        },
        'orders': {
            'key': ['order_id'],
            'attributes': [
                'customer_id', 'order_status', 'purchased_at', 'approved_at', 'handed_over_at', 'delivered_at',
                'purchased_on', 'delivered_on', 'promised_on',
            ],
        },
        'order_items': {
            'key': ['order_id', 'order_item_id'],
            'attributes': ['product_id', 'seller_id', 'shipping_limit_at', 'price_brl', 'freight_brl'],
        },
        'order_payments': {
            'key': ['order_id', 'payment_sequential'],
            'attributes': ['payment_type', 'installment_count', 'value_brl'],
        },
        'order_reviews': {
            'key': ['review_id', 'order_id'],
            'attributes': ['score', 'comment_title', 'comment_message', 'created_on', 'answered_at'],
        },
        'products': {
            'key': ['product_id'],
            'attributes': [
                'category_name', 'name_length', 'description_length', 'photo_count', 'weight_g', 'length_cm',
                'height_cm', 'width_cm',
            ],
        },
        'sellers': {
            'key': ['seller_id'],
            'attributes': ['zip_code_prefix', 'city', 'state'],
        },
        'category_translations': {
            'key': ['category_name'],
            'attributes': ['category_name_english'],
        },
    }) }}
{% endmacro %}
