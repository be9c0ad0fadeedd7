{# Whether a file was read as it was listed. One that was taken away or changed meanwhile is left for
   the next run (see _macros.yml). #}
{% macro is_read_as_listed(read) -%}
    case
        when {{ read }}._file_uri is not null
            then {{ read }}._read_modified_at = new_files._file_modified_at and {{ read }}._read_size = new_files._file_size
        -- without a line: nothing but a byte order mark, or a stream of nothing
        else new_files._file_size <= if(endswith(lower(new_files._file_path), '.gz'), 100, 3)
    end
{%- endmacro %}
