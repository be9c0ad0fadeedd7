{%- set typed %}

    with

    -- a city is known by every spelling that the seed maps, and by its standard one
    spellings as (

        select
            lower({{ clean_word('raw_city') }}) as raw_city,
            city,
            1 as preference
        from {{ ref('city_names') }}
        union all
        select
            lower({{ clean_word('city') }}) as raw_city,
            city,
            2 as preference
        from {{ ref('city_names') }}

    ),

    city_names as (

        select
            raw_city,
            min_by(city, struct(preference, city)) as city
        from spellings
        group by raw_city

    ),

    customer_cities as (

        select
            {{ clean_key('customer_id') }} as customer_id,
            city
        from {{ ref('customer_cities') }}
        where company = 'sports_bar'

    ),

    cleaned as (

        select
            {{ clean_key('customer_id') }} as customer_id,
            initcap({{ clean_word('customer_name') }}) as shop_name,
            {{ clean_word('city') }} as city_as_delivered,

            {{ raw_record(['customer_id', 'customer_name', 'city']) }} as _raw_record,
            {{ lineage_columns() }}
        from delivered

    ),

    located as (

        select
            cleaned.*,
            city_names.city is null and cleaned.city_as_delivered is not null as is_city_unmapped,
            coalesce(
                city_names.city, initcap(cleaned.city_as_delivered), customer_cities.city, 'Unknown'
            ) as city
        from cleaned
        left join city_names
            on lower(cleaned.city_as_delivered) = city_names.raw_city
        left join customer_cities
            on cleaned.customer_id = customer_cities.customer_id

    )

    select
        *,
        concat(coalesce(shop_name, 'Unknown'), ' - ', city) as customer_name,
        'India' as market,
        'Sports Bar' as platform,
        'Acquisition' as channel
    from located

{% endset %}

{{ judged_rows(typed, key=['customer_id']) }}
