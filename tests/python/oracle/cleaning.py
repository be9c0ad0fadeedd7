"""How texts become values, as DuckDB macros.

Choices:
- White space around a value is space, tab, vertical tab, form feed; what is empty then is null.
- A number is an optional sign, ASCII digits with at most one point, and at most a two-digit
  exponent (`150.0`, `.5`, `5.`, `+1e3`), below 10^18, exact to 18 decimals. No thousands
  separators, no NaN.
- A quantity is whole by its value: `150.0` and `1.5e1` are whole.
- Money is DECIMAL(18, 2), rounded half away from zero; what does not fit is no number.
- Dates have exactly the digits of their format (`1/7/2025` is none), years 0001 to 9999. Month and
  weekday names are the full English ones in any case; the weekday need not be that of the date;
  white space between its comma and the date is optional; `MMMM dd, yyyy` has single spaces.
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
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?"

MACROS = rf"""
create macro clean(input) as
    nullif(trim(input, ' ' || chr(9) || chr(11) || chr(12)), '');

create macro single_spaced(input) as regexp_replace(clean(input), '[ \t\v\f]+', ' ', 'g');

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

create macro as_money(number) as try_cast(abs(number) as decimal(18, 2));

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

create macro without_weekday(input) as
    regexp_replace(clean(input), '^(?i:{"|".join(WEEKDAYS)}),[ \t\v\f]*', '');

create macro order_date_of(input) as coalesce(
    year_first(without_weekday(input), '/'),
    day_first(without_weekday(input), '-'),
    day_first(without_weekday(input), '/'),
    month_in_words(without_weekday(input))
);

create macro price_month_of(input) as cast(date_trunc('month', coalesce(
    year_first(clean(input), '/'),
    day_first(clean(input), '/'),
    year_first(clean(input), '-'),
    day_first(clean(input), '-')
)) as date);

create macro rules(broken) as list_sort(list_distinct(broken));

create macro known_customer(input) as
    case when is_digits(clean(input)) then clean(input) else '{UNKNOWN_CUSTOMER}' end;
"""


def with_words_corrected(expression: str, words: list[tuple[str, ...]]) -> str:
    """SQL that replaces whole misspelt words, in any case, one seed line after the other."""
    for misspelt, correct in words:
        pattern = literal(rf"(?i)\b{escaped(misspelt)}\b")
        replacement = literal(correct.replace("\\", "\\\\"))
        expression = f"regexp_replace({expression}, {pattern}, {replacement}, 'g')"
    return expression


def escaped(text: str) -> str:
    """A text as a regular expression that matches only itself."""
    return "".join(sign if sign.isalnum() or sign == " " else "\\" + sign for sign in text)


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
