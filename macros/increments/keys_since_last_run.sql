{# The keys that a run computes again: those of rows judged since the table was written (see
   _macros.yml). #}
{% macro keys_since_last_run(news, keys, inputs=none) -%}
    {%- set names = [] -%}
    {%- for name, input in news.items() if input.is_judged and (inputs is none or name in inputs) -%}
        {%- do names.append(name) -%}
    {%- endfor -%}
    {#- every table in a query costs: those without news are left out -#}
    {%- set new = [] -%}
    {%- for name in names if news[name].is_new %}{% do new.append(name) %}{% endfor -%}
    {%- for name in new or names[:1] -%}
    {{ '\n    union distinct\n    ' if not loop.first }}select {{ 'distinct ' if loop.length == 1 }}{{ keys | join(', ') }}
    from {{ news[name].relation }}
    where _judgement_id > {{ news[name].since }}
    {%- endfor %}
{%- endmacro %}
