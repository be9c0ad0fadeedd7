{# A time as UTC, strictly, by the offset that it names; UTC where it names none (see _macros.yml). The
   first branch is the common one: no offset. #}
{% macro time_as_utc(text) -%}
    {%- set time = '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?' -%}
    case
            when {{ text }} rlike '{{ time }}\\z' then try_cast({{ text }} as timestamp)
            else try_cast(
                -- +05 is +05:00, +0530 is +05:30
                regexp_replace(
                    regexp_replace(
                        translate(
                            regexp_extract(
                                {{ visible_text(text) }}, '{{ time }}(Z| ?[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?$', 0
                            ),
                            'TZ',
                            ' '
                        ),
                        ' ?([+-][0-9]{2})$',
                        '$1:00'
                    ),
                    ' ?([+-][0-9]{2}):?([0-9]{2})$',
                    '$1:$2'
                ) as timestamp
            )
        end
{%- endmacro %}
