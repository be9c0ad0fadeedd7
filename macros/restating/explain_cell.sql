{# Walks the cells of a mart with some values back to the delivered files and lines (see _macros.yml). #}
{% macro explain_cell(mart, key, limit=50) %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% set wanted = {} %}
    {#- a comma within a value is not followed by another name -#}
    {% for pair in modules.re.split(',(?=\\s*\\w+\\s*=)', key) %}
        {% if '=' not in pair %}
            {{ exceptions.raise_compiler_error("explain: '" ~ pair ~ "' names no column and value. Mend: KEY='month=2025-08-01, country=IN'.") }}
        {% endif %}
        {% do wanted.update({pair.split('=')[0] | trim: pair.split('=', 1)[1] | trim}) %}
    {% endfor %}
    {% set line = line_of_mart(mart, wanted) %}
    {% set about, place = restated_lines()[line], cells(line) %}
    {% set columns = adapter.get_columns_in_relation(ref(place.relation)) | map(attribute='name') | list %}
    {% set conditions, own_conditions = ['true'], ['true'] %}
    {% for name, value in wanted.items() %}
        {% set is_same = ' is null' if value == 'null' else ' = ' ~ sql_literal(value) %}
        {% do own_conditions.append('cast(' ~ name ~ ' as string)' ~ is_same) %}
        {% if name != 'line_of_business' %}
            {% set column = place.names.get(name, name) %}
            {% if column not in columns and name not in place.names %}
                {{ exceptions.raise_compiler_error(
                    "explain: no order line knows '" ~ name ~ "'. Mend: use what a line is known by: "
                    ~ (columns + place.names.keys() | list) | unique | sort | join(', ') ~ '.'
                ) }}
            {% endif %}
            {% do conditions.append('cast(' ~ column ~ ' as string)' ~ is_same) %}
        {% endif %}
    {% endfor %}
    {% set known = adapter.get_columns_in_relation(ref(mart)) | map(attribute='name') | list %}
    {% set missing = wanted.keys() | reject('in', known) | list %}
    {% if missing %}
        {{ exceptions.raise_compiler_error(
            "explain: " ~ mart ~ " has no column " ~ missing | join(', ') ~ ". Mend: its columns are " ~ known | join(', ') ~ '.'
        ) }}
    {% endif %}

    {% do print(mart ~ ' where ' ~ key) %}
    {% for row in run_query('select to_json(struct(*)) from ' ~ ref(mart) ~ ' where ' ~ own_conditions | join(' and ') ~ ' limit 5').rows %}
        {% do print('  says ' ~ row[0]) %}
    {% else %}
        {% do print('  says nothing: there is no such row.') %}
    {% endfor %}
    {% set is_sold = not (place.with_cancelled and modules.re.match(place.with_cancelled, mart)) %}
    {% set at = history_of(about.fact)[0].at %}
    {% set traced %}
        with delivered as ({{ delivered_at(about.feeds, at) }}),
        contributions as ({{ contributions_of(line, 'delivered', at) }}),
        chosen as (
            select {{ place.key }} as cell_key from (select * from {{ ref(place.relation) }} where {{ conditions | join(' and ') }}) as cells
        ),
        traced as (
            select contributions.* from contributions
            left semi join chosen on contributions.cell_key = chosen.cell_key
            {{ 'where contributions.is_counted' if is_sold }}
        ),
        term_lines as ({{ term_lines_at(line, at) }}),
        terms as ({{ counting_terms('(select distinct term, term_key, term_date from traced)') }})
    {% endset %}
    {% set names = about.kpis | map(attribute='name') | list %}
    {% set sums = [] %}
    {% for kpi in about.kpis %}{% do sums.append("'" ~ kpi.name ~ " ', cast(sum(" ~ kpi.name ~ ") as string), ' " ~ kpi.unit ~ "'") %}{% endfor %}
    {% set total = run_query(
        traced ~ ' select count(*) as row_count, count(distinct line.file_path) as file_count, concat(' ~ sums | join(", ', ', ")
        ~ ') as said from traced'
    ).rows[0] %}
    {% do print('  from ' ~ total[0] ~ ' lines of ' ~ total[1] ~ ' files: ' ~ (total[2] or 'nothing')) %}
    {% for row in run_query(
        traced ~ " select concat(traced.line.file_path, ':', traced.line.line_number) as place,"
        ~ " to_json(struct(traced." ~ names | join(', traced.') ~ ")) as said,"
        ~ " concat(traced.other_line.file_path, ':', traced.other_line.line_number) as other_place,"
        ~ " concat(terms.line.file_path, ':', terms.line.line_number) as term_place"
        ~ " from traced left join terms on traced.term = terms.term order by 1, 2 limit " ~ limit | int
    ).rows %}
        {% do print('    ' ~ row[0] ~ '  ' ~ row[1] ~ (', order ' ~ row[2] if row[2] else '')
            ~ (', ' ~ {'changed_price': 'price', 'changed_rate': 'rate'}[about.terms.cause] ~ ' ' ~ row[3] if row[3] else '')) %}
    {% endfor %}
    {% if total[0] > limit | int %}{% do print('    ... the first ' ~ limit ~ ' are shown (LIMIT=n)') %}{% endif %}
{% endmacro %}
