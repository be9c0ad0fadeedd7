{%- set countries = spellings('webshop_countries', 'raw_country', 'country_code') %}
{%- set genders = spellings('webshop_genders', 'raw_gender', 'gender') %}
{%- set typed %}

    with

    cleaned as (

        select
            upper({{ clean_key('customer_id') }}) as customer_id,
            {{ clean_word('phone') }} as phone,
            {{ meaning_of(clean_word('country_code'), countries) }} as country_by_code,
            {{ meaning_of(clean_word('country'), countries) }} as country_by_name,
            {{ clean_word('state') }} as state,
            {{ clean_word('gender') }} as gender_as_delivered,
            gender is not null as has_gender,

            {{ lineage_columns() }}
        from delivered

    )

    select
        customer_id,
        -- nothing else of a phone number leaves bronze
        if({{ is_phone('phone') }}, {{ masked_phone('phone') }}, null) as phone_masked,
        coalesce(country_by_code, country_by_name) as country_code,
        state,
        coalesce({{ meaning_of('gender_as_delivered', genders) }}, 'unknown') as gender,
        coalesce(country_by_code <> country_by_name, false) as is_country_contradicted,
        has_gender and gender_as_delivered is null as is_gender_missing,
        gender_as_delivered is not null
        and {{ meaning_of('gender_as_delivered', genders) }} is null as is_gender_unknown,
        phone is not null and not {{ is_phone('phone') }} as is_phone_unparsable,

        {{ lineage_columns() }}
    from cleaned

{% endset %}

{{ judged_rows(typed, key=['customer_id']) }}
