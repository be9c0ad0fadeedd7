{# Whether a file is no delivery, as its path says: an upload in progress, a checksum, a marker, or what
   programs leave behind (see _macros.yml). #}
{% macro is_no_delivery(path) -%}
    (
        -- a file or a folder whose name hides it
        {{ path }} rlike '(^|/)[._~]'
        or lower({{ path }}) rlike concat(
            '(\\.(filepart|part|partial|tmp|temp|crdownload|download|opdownload|incomplete|inprogress|in_progress|uploading|aria2|swp|lock|lck)|~)$',
            '|\\.(md5|sha|sha1|sha256|sha384|sha512|crc|crc32|sfv|sig|asc|md5sum|sha1sum|sha256sum|sha512sum)$',
            '|(^|/)(md5sums?|sha1sums?|sha256sums?|sha512sums?)(\\.txt)?$',
            '|\\.(done|ok|ready|trg|trigger|success|complete|completed|finished|eof)$',
            '|(^|/)(thumbs\\.db|ehthumbs\\.db|desktop\\.ini|folder\\.jpg|icon\\r)$'
        )
    )
{%- endmacro %}
