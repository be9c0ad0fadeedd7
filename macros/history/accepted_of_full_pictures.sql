{# The steps from full-picture deliveries to the row of each key that counts, and whether the newest
   picture holds it. Expects the CTE `delivered`, ends with the CTE `accepted` (see _macros.yml). #}
{% macro accepted_of_full_pictures(scope=none) -%}
in_pictures as (

    select
        *,
        _file_order = max(_file_order) over ({{ 'partition by ' ~ scope if scope }}) as is_active
    from delivered
    where _outcome <> 'rejected'

),

accepted as (

    select * from in_pictures
    where _outcome = 'accepted'

)
{%- endmacro %}
