{# Whether every table that the numbers of a time were made of still has its files of then (see
   _macros.yml). #}
{% macro is_readable(about, time) %}
    {% set names = [about.fact] + (about.feeds + about.get('terms', {}).get('feeds', [])) | map(attribute='judged') | list %}
    {% do names.extend(about.get('reads', [])) %}
    {% set gone = [] %}
    {% for name in names %}
        {% set next = namespace(at=none) %}
        {% for commit in history_of(name) if commit.at > time %}{% set next.at = commit.at %}{% endfor %}
        {% for commit in history_of(name) if commit.operation == 'VACUUM START' and next.at %}
            {% set milliseconds = modules.re.search('specifiedRetentionMillis\\D+(\\d+)', commit.says)
                or modules.re.search('defaultRetentionMillis\\D+(\\d+)', commit.says) %}
            {% set kept = modules.datetime.timedelta(milliseconds=milliseconds.group(1) | int if milliseconds else 604800000) %}
            {% if next.at < commit.at - kept %}{% do gone.append(name) %}{% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(not gone) }}
{% endmacro %}
