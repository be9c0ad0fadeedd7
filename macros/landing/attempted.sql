{# A query of one row and one column that yields null where it fails (see _macros.yml). #}
{% macro attempted(query) -%}
begin
    declare exit handler for sqlexception
        begin
            select cast(null as string) as failed;
        end;
    {{ query }};
end
{%- endmacro %}
