{{ config(alias='order_transactions') }}
{{ load_feed('webshop', 'order_lines') }}
