{{ current_state('int_marketplace__category_translations_history') }}
