-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`logs`.`rules`
  as (
    with
final as (
    select *
    from
        values
        (
            'every feed',
            'file_schema',
            'reject',
            'the file has no header with the required columns',
            'Its columns are not known; nothing of it is used until it is delivered again or '
            || 'acknowledged.'
        ),
        (
            'every feed',
            'malformed_row',
            'reject',
            'the line has more or fewer fields than the header, or a quote in the wrong place',
            'Its values may stand in the wrong columns.'
        ),
        (
            'marketplace.order_items',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.order_items',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.order_items',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.order_items',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_items',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_items',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.order_items',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.order_items',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.order_items',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.order_items',
            'product_id_missing',
            'reject',
            'op <> \'D\' and product_id is null',
            'An item is one of a product.'
        ),
        (
            'marketplace.order_items',
            'seller_id_missing',
            'reject',
            'op <> \'D\' and seller_id is null',
            'An item has a seller.'
        ),
        (
            'marketplace.order_items',
            'price_not_money',
            'reject',
            'op <> \'D\' and price_brl is null',
            'Revenue is made of prices.'
        ),
        (
            'marketplace.order_items',
            'freight_not_money',
            'reject',
            'op <> \'D\' and freight_brl is null',
            'Revenue is made of freight, too; free is 0.'
        ),
        (
            'marketplace.order_items',
            'time_unparsable',
            'reject',
            'op <> \'D\' and _is_time_unreadable',
            'A time that is given must be one.'
        ),
        (
            'marketplace.orders',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.orders',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.orders',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.orders',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.orders',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.orders',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.orders',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.orders',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.orders',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.orders',
            'customer_id_missing',
            'reject',
            'op <> \'D\' and customer_id is null',
            'An order has a customer.'
        ),
        (
            'marketplace.orders',
            'status_unknown',
            'reject',
            'op <> \'D\' and coalesce(order_status, \'\') not in (\'created\', \'approved\', \'invoiced\', \'processing\', \'shipped\', \'delivered\', \'canceled\', \'unavailable\')',
            'Whether it counts depends on where it stands.'
        ),
        (
            'marketplace.orders',
            'purchased_at_unparsable',
            'reject',
            'op <> \'D\' and purchased_at is null',
            'An order of no day.'
        ),
        (
            'marketplace.orders',
            'time_unparsable',
            'reject',
            'op <> \'D\' and _is_time_unreadable',
            'A time that is given must be one; an empty one has not come yet.'
        ),
        (
            'marketplace.products',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.products',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.products',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.products',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.products',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.products',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.products',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.products',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.products',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.products',
            'number_unparsable',
            'reject',
            'op <> \'D\' and _is_number_unreadable',
            'A measure that is given must be a number.'
        ),
        (
            'marketplace.sellers',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.sellers',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.sellers',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.sellers',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.sellers',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.sellers',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.sellers',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.sellers',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.sellers',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.customers',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.customers',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.customers',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.customers',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.customers',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.customers',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.customers',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.customers',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.customers',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.customers',
            'customer_unique_id_missing',
            'reject',
            'op <> \'D\' and customer_unique_id is null',
            'A customer record belongs to a person.'
        ),
        (
            'marketplace.order_payments',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.order_payments',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.order_payments',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.order_payments',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_payments',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_payments',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.order_payments',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.order_payments',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.order_payments',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.order_payments',
            'payment_type_missing',
            'reject',
            'op <> \'D\' and payment_type is null',
            'A payment was made in some way.'
        ),
        (
            'marketplace.order_payments',
            'value_not_money',
            'reject',
            'op <> \'D\' and value_brl is null',
            'An amount is a number with at most two decimals.'
        ),
        (
            'marketplace.order_payments',
            'installments_not_a_number',
            'reject',
            'op <> \'D\' and _is_number_unreadable',
            'Instalments are counted.'
        ),
        (
            'marketplace.order_reviews',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.order_reviews',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.order_reviews',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.order_reviews',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_reviews',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_reviews',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.order_reviews',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.order_reviews',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.order_reviews',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.order_reviews',
            'score_not_1_to_5',
            'reject',
            'op <> \'D\' and score is null',
            'Stars go from 1 to 5.'
        ),
        (
            'marketplace.order_reviews',
            'time_unparsable',
            'reject',
            'op <> \'D\' and _is_time_unreadable',
            'A time that is given must be one.'
        ),
        (
            'marketplace.category_translations',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.category_translations',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.category_translations',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.category_translations',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.category_translations',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.category_translations',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.category_translations',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.category_translations',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.category_translations',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.category_translations',
            'translation_missing',
            'reject',
            'op <> \'D\' and category_name_english is null',
            'A translation says something.'
        )
            as rules (feed, rule_name, severity, condition, why)
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`logs`.`rules`
;

create or replace view `marketplace_catalog`.`logs`.`rules`
  as (
    with
final as (
    select *
    from
        values
        (
            'every feed',
            'file_schema',
            'reject',
            'the file has no header with the required columns',
            'Its columns are not known; nothing of it is used until it is delivered again or '
            || 'acknowledged.'
        ),
        (
            'every feed',
            'malformed_row',
            'reject',
            'the line has more or fewer fields than the header, or a quote in the wrong place',
            'Its values may stand in the wrong columns.'
        ),
        (
            'marketplace.order_items',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.order_items',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.order_items',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.order_items',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_items',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_items',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.order_items',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.order_items',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.order_items',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.order_items',
            'product_id_missing',
            'reject',
            'op <> \'D\' and product_id is null',
            'An item is one of a product.'
        ),
        (
            'marketplace.order_items',
            'seller_id_missing',
            'reject',
            'op <> \'D\' and seller_id is null',
            'An item has a seller.'
        ),
        (
            'marketplace.order_items',
            'price_not_money',
            'reject',
            'op <> \'D\' and price_brl is null',
            'Revenue is made of prices.'
        ),
        (
            'marketplace.order_items',
            'freight_not_money',
            'reject',
            'op <> \'D\' and freight_brl is null',
            'Revenue is made of freight, too; free is 0.'
        ),
        (
            'marketplace.order_items',
            'time_unparsable',
            'reject',
            'op <> \'D\' and _is_time_unreadable',
            'A time that is given must be one.'
        ),
        (
            'marketplace.orders',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.orders',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.orders',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.orders',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.orders',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.orders',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.orders',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.orders',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.orders',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.orders',
            'customer_id_missing',
            'reject',
            'op <> \'D\' and customer_id is null',
            'An order has a customer.'
        ),
        (
            'marketplace.orders',
            'status_unknown',
            'reject',
            'op <> \'D\' and coalesce(order_status, \'\') not in (\'created\', \'approved\', \'invoiced\', \'processing\', \'shipped\', \'delivered\', \'canceled\', \'unavailable\')',
            'Whether it counts depends on where it stands.'
        ),
        (
            'marketplace.orders',
            'purchased_at_unparsable',
            'reject',
            'op <> \'D\' and purchased_at is null',
            'An order of no day.'
        ),
        (
            'marketplace.orders',
            'time_unparsable',
            'reject',
            'op <> \'D\' and _is_time_unreadable',
            'A time that is given must be one; an empty one has not come yet.'
        ),
        (
            'marketplace.products',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.products',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.products',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.products',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.products',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.products',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.products',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.products',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.products',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.products',
            'number_unparsable',
            'reject',
            'op <> \'D\' and _is_number_unreadable',
            'A measure that is given must be a number.'
        ),
        (
            'marketplace.sellers',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.sellers',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.sellers',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.sellers',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.sellers',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.sellers',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.sellers',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.sellers',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.sellers',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.customers',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.customers',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.customers',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.customers',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.customers',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.customers',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.customers',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.customers',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.customers',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.customers',
            'customer_unique_id_missing',
            'reject',
            'op <> \'D\' and customer_unique_id is null',
            'A customer record belongs to a person.'
        ),
        (
            'marketplace.order_payments',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.order_payments',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.order_payments',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.order_payments',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_payments',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_payments',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.order_payments',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.order_payments',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.order_payments',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.order_payments',
            'payment_type_missing',
            'reject',
            'op <> \'D\' and payment_type is null',
            'A payment was made in some way.'
        ),
        (
            'marketplace.order_payments',
            'value_not_money',
            'reject',
            'op <> \'D\' and value_brl is null',
            'An amount is a number with at most two decimals.'
        ),
        (
            'marketplace.order_payments',
            'installments_not_a_number',
            'reject',
            'op <> \'D\' and _is_number_unreadable',
            'Instalments are counted.'
        ),
        (
            'marketplace.order_reviews',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.order_reviews',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.order_reviews',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.order_reviews',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_reviews',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.order_reviews',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.order_reviews',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.order_reviews',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.order_reviews',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.order_reviews',
            'score_not_1_to_5',
            'reject',
            'op <> \'D\' and score is null',
            'Stars go from 1 to 5.'
        ),
        (
            'marketplace.order_reviews',
            'time_unparsable',
            'reject',
            'op <> \'D\' and _is_time_unreadable',
            'A time that is given must be one.'
        ),
        (
            'marketplace.category_translations',
            'key_missing',
            'reject',
            '_record_key is null',
            'Nobody knows which record it is about.'
        ),
        (
            'marketplace.category_translations',
            'columns_missing',
            'reject',
            'op <> \'D\' and not _is_whole',
            'The file lacks a column of the entity; an insert and an update say all of it.'
        ),
        (
            'marketplace.category_translations',
            'op_unknown',
            'reject',
            'op not in (\'I\', \'U\', \'D\')',
            'A change is an insert, an update or a delete.'
        ),
        (
            'marketplace.category_translations',
            'op_at_missing',
            'reject',
            '_is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.category_translations',
            'op_at_unparsable',
            'reject',
            'changed_at is null and not _is_time_missing',
            'A change without its time has no place in history.'
        ),
        (
            'marketplace.category_translations',
            'op_at_in_future',
            'reject',
            'changed_at > _file_modified_at + interval 1 day',
            'It would hide every change until then; a clock is wrong.'
        ),
        (
            'marketplace.category_translations',
            'op_sequence_not_a_number',
            'reject',
            '_is_sequence_wrong',
            'Changes of one time are ordered by it.'
        ),
        (
            'marketplace.category_translations',
            'update_of_unknown_record',
            'warn',
            'is_first_version and op = \'U\'',
            'Its insert is late or lost; the record\'s history begins here.'
        ),
        (
            'marketplace.category_translations',
            'delete_of_unknown_record',
            'warn',
            'is_first_version and op = \'D\'',
            'Its insert is late or lost; nothing is left of it but the deletion.'
        ),
        (
            'marketplace.category_translations',
            'translation_missing',
            'reject',
            'op <> \'D\' and category_name_english is null',
            'A translation says something.'
        )
            as rules (feed, rule_name, severity, condition, why)
)
select * from final
  )
;

