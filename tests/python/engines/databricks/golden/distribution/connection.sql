-- batch 1, SQL warehouse

create or replace table `ecommerce_catalog`.`reference`.`acknowledged_files` using delta tblproperties ('seed_checksum' = '2b42876254941e4cc2846beb7b816f72') as
        select
            cast(file_path as string) as file_path, cast(acknowledged_on as date) as acknowledged_on, cast(acknowledged_by as string) as acknowledged_by, cast(why as string) as why
        from values
            (null, null, null, null)
        as seed (file_path, acknowledged_on, acknowledged_by, why)
        where false
;

create or replace table `ecommerce_catalog`.`reference`.`city_names` using delta tblproperties ('seed_checksum' = 'a0e578179a88b7f99bcefd957f2a89a0') as
        select
            cast(raw_city as string) as raw_city, cast(city as string) as city
        from values
            ('Bengaluru', 'Bengaluru'),
            ('Bengalore', 'Bengaluru'),
            ('Bengaluruu', 'Bengaluru'),
            ('Hyderabad', 'Hyderabad'),
            ('Hyderabadd', 'Hyderabad'),
            ('Hyderbad', 'Hyderabad'),
            ('New Delhi', 'New Delhi'),
            ('NewDelhee', 'New Delhi'),
            ('NewDelhi', 'New Delhi'),
            ('NewDheli', 'New Delhi')
        as seed (raw_city, city)
;

create or replace table `ecommerce_catalog`.`reference`.`companies` using delta tblproperties ('seed_checksum' = 'da8539003369b3c90a1336d0b5e584d3') as
        select
            cast(company as string) as company, cast(company_name as string) as company_name
        from values
            ('atlon', 'Atlon'),
            ('sports_bar', 'Sports Bar')
        as seed (company, company_name)
;

create or replace table `ecommerce_catalog`.`reference`.`customer_cities` using delta tblproperties ('seed_checksum' = '50f0616f9b07bbe3313cddbc524c2e51') as
        select
            cast(company as string) as company, cast(customer_id as string) as customer_id, cast(city as string) as city, cast(why as string) as why
        from values
            ('sports_bar', '789403', 'New Delhi', 'city missing in customers.csv; the shop of the chain in that city'),
            ('sports_bar', '789420', 'Bengaluru', 'city missing in customers.csv; the shop of the chain in that city'),
            ('sports_bar', '789521', 'Hyderabad', 'city missing in customers.csv; the shop of the chain in that city'),
            ('sports_bar', '789603', 'Hyderabad', 'city missing in customers.csv; the shop of the chain in that city')
        as seed (company, customer_id, city, why)
;

create or replace table `ecommerce_catalog`.`reference`.`product_crosswalk` using delta tblproperties ('seed_checksum' = 'd95086ac94bee0eca3141b284d3b6268') as
        select
            cast(company as string) as company, cast(source_product_id as string) as source_product_id, cast(product_id as string) as product_id, cast(why as string) as why
        from values
            (null, null, null, null)
        as seed (company, source_product_id, product_id, why)
        where false
;

create or replace table `ecommerce_catalog`.`reference`.`product_divisions` using delta tblproperties ('seed_checksum' = 'ffa9a266880a3c7214af0661bb854ba6') as
        select
            cast(company as string) as company, cast(category as string) as category, cast(division as string) as division
        from values
            ('sports_bar', 'Energy Bars', 'Nutrition Bars'),
            ('sports_bar', 'Protein Bars', 'Nutrition Bars'),
            ('sports_bar', 'Granola & Cereals', 'Breakfast Foods'),
            ('sports_bar', 'Recovery Dairy', 'Dairy & Recovery'),
            ('sports_bar', 'Healthy Snacks', 'Healthy Snacks'),
            ('sports_bar', 'Electrolyte Mix', 'Hydration & Electrolytes')
        as seed (company, category, division)
;

create or replace table `ecommerce_catalog`.`reference`.`reject_limits` using delta tblproperties ('seed_checksum' = 'a6e947e12df0401d72343502c2943229') as
        select
            cast(feed as string) as feed, cast(max_reject_share as decimal(5, 4)) as max_reject_share, cast(min_rows as int) as min_rows, cast(why as string) as why
        from values
            ('atlon.customers', '0.05', '20', 'clean company'),
            ('atlon.products', '0.05', '20', 'clean company'),
            ('atlon.gross_prices', '0.05', '20', 'clean company'),
            ('atlon.orders', '0.05', '20', 'clean company'),
            ('sports_bar.customers', '0.10', '20', 'names and cities are mended; only rows without a number are lost'),
            ('sports_bar.products', '0.10', '20', 'names are mended; only rows without an id are lost'),
            ('sports_bar.gross_prices', '0.30', '20', 'one price in ten is text'),
            ('sports_bar.orders', '0.40', '100', 'one line in seven misses its quantity or names an unknown product; the worst day had 21 %'),
            ('marketplace.customers', '0.05', '20', 'a change log is written by a machine'),
            ('marketplace.orders', '0.05', '20', 'a change log is written by a machine'),
            ('marketplace.order_items', '0.05', '20', 'a change log is written by a machine'),
            ('marketplace.order_payments', '0.05', '20', 'a change log is written by a machine'),
            ('marketplace.order_reviews', '0.05', '20', 'a change log is written by a machine'),
            ('marketplace.products', '0.05', '20', 'a change log is written by a machine'),
            ('marketplace.sellers', '0.05', '20', 'a change log is written by a machine'),
            ('marketplace.category_translations', '0.05', '20', 'a change log is written by a machine')
        as seed (feed, max_reject_share, min_rows, why)
;

create or replace table `ecommerce_catalog`.`reference`.`product_words` using delta tblproperties ('seed_checksum' = 'f4476ef32f8b8f2885f5013005dbf1de') as
        select
            cast(misspelt as string) as misspelt, cast(correct as string) as correct
        from values
            ('protien', 'Protein')
        as seed (misspelt, correct)
;

-- batch 2, cluster

SET spark.databricks.clusterUsageTags.sparkVersion
;

