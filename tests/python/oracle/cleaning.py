"""How texts become values, as DuckDB macros.

Choices:
- Keys, words and values are cleaned as `hygiene` says; what is empty then is null. What people
  write (titles and messages of reviews) keeps all but the white space around it, which is space,
  tab, vertical tab, form feed.
- The words that mean nothing are no quantity and no price either, but a text that is there.
- A number is an optional sign, ASCII digits with at most one point, and at most a two-digit
  exponent (`150.0`, `.5`, `5.`, `+1e3`), below 10^18, exact to 18 decimals. No thousands
  separators, no NaN.
- A quantity is whole by its value: `150.0` and `1.5e1` are whole.
- Money is DECIMAL(18, 2) and is never rounded: more decimals are an error. What does not fit is no
  number.
- Dates have exactly the digits of their format (`1/7/2025` is none), years 0001 to 9999. Month and
  weekday names are the full English ones in any case; the weekday must be that of the date; white
  space between its comma and the date is optional. A time behind a date makes it none.
- A price list may name any day: it means that day's month.
- Initcap: the first letter of every word between spaces is raised, all others are lowered.
"""

UNKNOWN_CUSTOMER = "999999"
UNKNOWN_PRODUCT = "999999"
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?"

MACROS = rf"""
create macro free(input) as
    nullif(trim(input, ' ' || chr(9) || chr(11) || chr(12)), '');

-- The plain ones, nearly all, need no function in Python.
create macro clean(input) as case
    when regexp_full_match(input, '[0-9]+') then input else nullif(shown_python(input), '')
end;

create macro filled_value(input) as case
    when regexp_full_match(input, '[0-9]+') then input else value_python(input)
end;

create macro word(input) as case
    when regexp_full_match(input, '[a-z]+_[a-z]+') then input else word_python(input)
end;

create macro id(input) as case
    when regexp_full_match(input, '[A-Z]*[0-9]+') then input else key_python(input)
end;

create macro id_rules(input) as case
    when input is null or regexp_full_match(input, '[A-Z]*[0-9]+') then []
    else [
        case when is_damaged(input) then 'key_damaged' end,
        case when is_total(input) then 'total_line' end
    ]
end;

create macro is_digits(input) as coalesce(regexp_full_match(input, '[0-9]+'), false);

create macro initcapped(input) as array_to_string(
    [upper(word[1]) || lower(word[2:]) for word in string_split(input, ' ')], ' '
);

create macro as_number(input) as case
    when regexp_full_match(clean(input), '{NUMBER}')
        and abs(try_cast(clean(input) as decimal(38, 18))) < 1000000000000000000
        then try_cast(clean(input) as decimal(38, 18))
end;

create macro is_whole(number) as number = trunc(number);

create macro as_money(number) as case
    when try_cast(number as decimal(18, 2)) = number then try_cast(abs(number) as decimal(18, 2))
end;

create macro is_too_precise(number) as
    coalesce(try_cast(number as decimal(18, 2)) <> number, false);

create macro as_date(year, month, day) as case
    when try_cast(year || '-' || month || '-' || day as date) >= date '0001-01-01'
        then try_cast(year || '-' || month || '-' || day as date)
end;

create macro year_first(input, sign) as case
    when regexp_full_match(input, '[0-9]{{4}}' || sign || '[0-9]{{2}}' || sign || '[0-9]{{2}}')
        then as_date(input[1:4], input[6:7], input[9:10])
end;

create macro day_first(input, sign) as case
    when regexp_full_match(input, '[0-9]{{2}}' || sign || '[0-9]{{2}}' || sign || '[0-9]{{4}}')
        then as_date(input[7:10], input[4:5], input[1:2])
end;

create macro month_in_words(input) as case
    when regexp_full_match(lower(input), '({"|".join(MONTHS)}) [0-9]{{2}}, [0-9]{{4}}')
        then as_date(
            input[-4:],
            lpad(list_position({list(MONTHS)}, lower(split_part(input, ' ', 1)))::varchar, 2, '0'),
            input[-8:-7]
        )
end;

create macro without_weekday(input) as regexp_replace(clean(input), '^[A-Za-z]+, ?', '');

create macro written_date_of(input) as coalesce(
    year_first(without_weekday(input), '/'),
    day_first(without_weekday(input), '-'),
    day_first(without_weekday(input), '/'),
    month_in_words(without_weekday(input))
);

create macro order_date_of(input) as case
    when not regexp_matches(clean(input), '^[A-Za-z]+,')
        or lower(split_part(clean(input), ',', 1)) = lower(dayname(written_date_of(input)))
        then written_date_of(input)
end;

create macro price_month_of(input) as cast(date_trunc('month', coalesce(
    year_first(clean(input), '/'),
    day_first(clean(input), '/'),
    year_first(clean(input), '-'),
    day_first(clean(input), '-')
)) as date);

create macro rules(broken) as list_sort(list_distinct(broken));

create macro known_customer(input) as
    case when is_digits(id(input)) then id(input) else '{UNKNOWN_CUSTOMER}' end;
"""


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
