{# Latest valid row of a key wins (see _macros.yml). #}
{% macro latest_wins(key) -%}
    case
            when size(_reject_rules) > 0 then 'rejected'
            when row_number() over (
                partition by {{ key | join(', ') }}, size(_reject_rules) = 0
                order by {{ file_order() }} desc, _line_number desc
            ) = 1 then 'accepted'
            else 'superseded'
        end
{%- endmacro %}
