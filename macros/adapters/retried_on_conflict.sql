{# A statement that is done again when another writer of the table, `optimize` above all, has
   committed meanwhile (see _macros.yml). #}
{% macro retried_on_conflict(statement) -%}
begin
    declare is_done boolean default false;
    declare attempt_count int default 0;
    while not is_done and attempt_count < 4 do
        begin
            -- the state of all of Delta's conflicts between transactions
            declare exit handler for sqlstate '2D521'
                begin
                    set attempt_count = attempt_count + 1;
                end;
            {{ statement }};
            set is_done = true;
        end;
    end while;
    if not is_done then
        {{ statement }};
    end if;
end
{%- endmacro %}
