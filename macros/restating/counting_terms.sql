{# Query of the file and line of the price or rate that counts for each of some terms; wants the CTE
   `term_lines` (see _macros.yml). #}
{% macro counting_terms(asked) -%}
    -- The price or rate of a day is the last one said by then; before the first one, the first.
    select
        asked.term,
        max_by(
            struct(term_lines.feed, term_lines.file_path, term_lines.line_number),
            if(
                term_lines.said_on <= asked.term_date,
                datediff(term_lines.said_on, date '0001-01-01'),
                datediff(date '0001-01-01', term_lines.said_on)
            )
        ) as line
    from {{ asked }} as asked
    inner join term_lines
        on asked.term_key = term_lines.term_key
    group by asked.term
{%- endmacro %}
