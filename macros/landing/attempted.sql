{# A query of one row and one column that yields null where it fails, and another value where a folder
   is missing (see _macros.yml). #}
{% macro attempted(query, missing=none) -%}
begin
    {%- if missing %}
    -- the state of a path that is not there
    declare exit handler for sqlstate '42K03'
        begin
            select {{ missing }} as failed;
        end;
    {%- endif %}
    declare exit handler for sqlexception
        begin
            select cast(null as string) as failed;
        end;
    {{ query }};
end
{%- endmacro %}
