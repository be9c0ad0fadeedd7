{{ load_csv_feed('marketplace', 'category_translations') }}
