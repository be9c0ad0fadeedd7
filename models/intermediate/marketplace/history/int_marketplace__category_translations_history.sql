{{ all_versions('int_marketplace__category_translations_judged') }}
