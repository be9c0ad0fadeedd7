{# Whether a file is no delivery, as its path below the feed's folder says: an upload in progress, a
   checksum, a marker, or what programs leave behind (see _macros.yml). #}
{% macro is_no_delivery(path) -%}
    {#- said by a word between dots, of a folder or of the file, wherever it stands: upload.tmp/x.csv, x.tmp.csv -#}
    {%- set unfinished = [
        'te?mp', 'temporary', 'filepart', 'crdownload', 'opdownload', 'incomplete', 'in[ _-]?progress',
        '(up|down)loading', 'wip', 'aria2', 'sw[opx]', 'lftp', 'gstmp', 's3tmp', '!ut', '!qb',
    ] -%}
    {#- said by the end of a name only: a partner may call a folder pending, or a file x.old.csv -#}
    {%- set put_aside = [
        'part', 'partial', '(down|up)load', 'writing', 'copying', 'transferring', 'pending', 'lock', 'lck', 'ba?k', 'backup', 'bck', 'bkp', 'old', 'orig(inal)?', 'save?',
        'prev(ious)?', 'rej', 'lnk', 'url', 'webloc', 'desktop', 'symlink',
    ] -%}
    {%- set checksums = [
        'md[245]', 'sha[0-9]?(-?[0-9]{3})?', 'crc[0-9]*c?', 'sfv', 'sig', 'asc', 'minisig', 'hash(es)?', 'digests?', 'checksums?',
        'ck?sums?', 'adler32', 'blake[23][bs]?', 'b[23]', 'xxh[0-9]*', 'etag',
    ] -%}
    {%- set markers = [
        'done', 'ok', 'ready', 'rdy', 'trg', 'trigger', 'success(ful)?', 'completed?', 'finish(ed)?', 'fin', 'eof', 'end', 'go', 'flag',
        'flg', 'ctl', 'ctrl', 'control', 'manifest', 'marker', 'sentinel', 'sem', 'semaphore', 'committed', 'started',
    ] -%}
    {%- set bins = [
        '[$]?recycle[.]bin', 'recycle bin', '[#@]?recycle', 'recycler', 'recycled', 'trash', '[#@]snapshot', '@recently-snapshot',
        '@eadir', '@tmp', '@__thumb', 'system volume information', 'lost[+]found', 'found[.][0-9]{3}',
    ] -%}
    {%- set leftovers = [
        '(eh)?thumbs[^/]*[.]db', 'desktop[.]ini', 'folder[.]jpg', 'autorun[.]inf', 'iconcache[.]db', 'icon\\r', '#[^/]*#',
    ] -%}
    {#- what is behind the suffix of a feed says how it is packed or written: then somebody delivered it -#}
    {%- set formats = [
        'g?z', 'gzip', 't[gbx]z2?', 'lz[4o]?', 'lzma', 'lzop', 'zstd?', 'bz2?', 'bzip2', 'xz', 'snappy', 'sz', 'deflate', 'zlib', 'zz', 'br',
        'zipx?', '7z', 'rar', 'tar', 'arj', 'cab', 'csv', 'tsv', 'psv', 'tab', 'te?xt', 'dat', 'jsonl?', 'ndjson', 'xml', 'html?', 'xls[xmb]?',
        'ods', 'parquet', 'avro', 'orc', 'feather', 'arrow', 'pdf', 'docx?', 'rtf', 'sqlite3?', 'db', 'pgp', 'gpg', 'enc', 'aes', 'age',
        'p7m', 'crypt', 'encrypted', 'eml', 'msg', 'log', '(19|20)[0-9]{2}-?[0-9]{2}-?[0-9]{2}[^/]*',
    ] -%}
    {%- set patterns = [
        '(^|/)[._~]',
        '(^|[/.])(' ~ unfinished | join('|') ~ ')[0-9]*([/.]|$)',
        '[.](' ~ put_aside | join('|') ~ ')(/|[0-9]*$)|~(/|$)',
        '(^|[/._-])(' ~ checksums | join('|') ~ ')(sums?)?([.]te?xt)?$|(^|/)[^/.]*(checksums?|(md5|sha[0-9]*)sums?)[.][a-z]+$',
        '(^|/|[.])(' ~ markers | join('|') ~ ')([.]te?xt)?$|(^|/)manifest[.](json|xml)$',
        '(^|/)(' ~ bins | join('|') ~ ')(/|$)',
        '(^|/)(' ~ leftovers | join('|') ~ ')$',
        '[.](csv|jsonl|ndjson)([.]gz)?[.~#:;!_-](?!([^/]*[.])?(' ~ formats | join('|') ~ ')$)[^/]*$',
    ] -%}
    (
        {%- for pattern in patterns %}
        {{ 'or ' if not loop.first }}lower({{ path }}) rlike {{ sql_literal(pattern) }}
        {%- endfor %}
    )
{%- endmacro %}
