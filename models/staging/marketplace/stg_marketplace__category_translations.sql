{{ load_feed('marketplace', 'category_translations') }}
