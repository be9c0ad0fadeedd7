{{ history_archive('marketplace') }}
