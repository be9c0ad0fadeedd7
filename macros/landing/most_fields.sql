{# How many fields a record of a multi-line feed may have, and so the whole of a file without a line feed:
   Spark's parser makes room for them in advance, four bytes each (see _macros.yml). #}
{% macro most_fields() %}{{ return(1000000) }}{% endmacro %}
