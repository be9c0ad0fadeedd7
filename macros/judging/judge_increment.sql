{# The SQL of a judged model that is built in increments, for one state of it (see _macros.yml). #}
{% macro judge_increment(kind, state, parts) -%}
with

delivered as (

    select * from {{ parts.bronze }}
    where
        _row_kind = 'row'
        and _load_id > {{ state.after_load_id }}

),

typed as (
{{ parts.typed }}
),

{% if kind == 'changes' -%}
{{ judge_changes(state, parts.key) }}
{%- else -%}
{{ judge_lines(state, parts.bronze, parts.key, parts.content, parts.look_up) }}
{%- endif %}

select * from final
{%- endmacro %}
