{# A judged model: what the model's typed rows are worth, one outcome for each delivered row. The
   kind of delivery, which the register has, decides how (see _macros.yml). #}
{% macro judged_rows(typed, key, content=[], look_up=none, statistics_on=[]) -%}
{%- set feed = feed_of_model(model.name) -%}
{%- set bronze = ref(feed.bronze) -%}
{#- known to whoever looks for a record, like the columns -#}
{%- do config(meta={'key': key}) -%}
{%- if feed.kind == 'full_picture' -%}
{{ judge_full_picture(bronze, typed, key) }}
{%- else -%}
{%- do config(
    materialized='incremental',
    incremental_strategy='merge',
    unique_key=['_file_id', '_line_number'],
    tblproperties=judged_properties([judged_key(feed.kind)] + statistics_on),
) -%}
{%- if feed.kind == 'changes' -%}{%- do config(meta={'optimize_by': [judged_key(feed.kind)]}) -%}{%- endif -%}
{%- set parts = {'bronze': bronze, 'typed': typed, 'key': key, 'content': content, 'look_up': look_up} -%}
{#- rendered once for anybody's lakehouse, which makes the fingerprint, and once for this run -#}
{%- set anything = {'keeps_stored': true, 'judged_with': '', 'judgement_id': 0, 'after_load_id': 0} -%}
{%- set state = judging_state(fingerprint(judge_increment(feed.kind, anything, parts))) -%}
{{ judge_increment(feed.kind, state, parts) }}
{%- endif -%}
{%- endmacro %}
