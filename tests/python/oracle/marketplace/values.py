"""How the texts of the marketplace become values, as DuckDB macros over clean texts.

Choices:
- A business time is exactly `yyyy-MM-dd HH:mm:ss`, years 0001 to 9999, hours 00 to 23. It is a
  time in Sao Paulo. Where the clock was turned back, a time that happened twice is the first of
  the two; where it was turned forward, a time that never happened is as much later as the gap is
  long. Its date is the date that is written.
- The time of a change is `yyyy-MM-dd HH:mm:ss`, UTC; a `T` instead of the space, one to six digits
  of a second and a closing `Z` are each optional and upper case.
- Money has at most two decimals and no sign, and fits into DECIMAL(18, 2); other numbers have
  digits and at most one point between them. Counts are digits only and fit into BIGINT; so does
  the sequence of a change, which may have a sign.
- Times without a zone are UTC in all tables.
"""

ZONE = "America/Sao_Paulo"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"

VALUES = rf"""
create macro time_of(input) as case
    when input[1:4] <> '0000' then try_cast(input as timestamp)
end;

create macro local_time_of(input) as case
    when regexp_full_match(input, '{DATE} {CLOCK}') then time_of(input)
end;

create macro is_no_time(input) as input is not null and local_time_of(input) is null;

create macro local_date_of(input) as cast(local_time_of(input) as date);

create macro clock_in_sao_paulo(utc) as
    (utc at time zone 'UTC') at time zone '{ZONE}';

create macro first_utc_of(clock, utc) as case
    when clock_in_sao_paulo(utc - interval 1 hour) = clock then utc - interval 1 hour else utc
end;

create macro utc_of(input) as first_utc_of(
    local_time_of(input),
    (local_time_of(input) at time zone '{ZONE}') at time zone 'UTC'
);

create macro instant_of(input) as case
    when regexp_full_match(input, '{DATE}[ T]{CLOCK}(\.[0-9]{{1,6}})?Z?')
        then time_of(replace(rtrim(input, 'Z'), 'T', ' '))
end;

create macro money_of(input) as case
    when regexp_full_match(input, '[0-9]+(\.[0-9]{{1,2}})?') then try_cast(input as decimal(18, 2))
end;

create macro number_of(input) as case
    when regexp_full_match(input, '[0-9]+(\.[0-9]+)?') then try_cast(input as double)
end;

create macro count_of(input) as case
    when regexp_full_match(input, '[0-9]+') then try_cast(input as integer)
end;

create macro sequence_of(input) as case
    when regexp_full_match(input, '[+-]?[0-9]+') then try_cast(ltrim(input, '+') as bigint)
end;

create macro place_name_of(input) as initcapped(input);
"""
