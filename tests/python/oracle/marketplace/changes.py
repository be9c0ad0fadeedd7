"""What becomes of every delivered change: rejected, superseded, or a version of its record.

Choices:
- Changes of one key at one time are ordered by op_sequence, file (in the order of deliveries),
  and line.
- A file with op but without op_at: every row is op_at_missing. A file with op_at or op_sequence and
  without op is none of the feed (see the oracle's `reading`).
- A deletion has no values, whatever its row says, and no ids but those of its key. What is neither
  deletion, insert nor update breaks the rules of values, too.
"""

from __future__ import annotations

from tests.python.oracle.marketplace.entities import ENTITIES, Entity

# The rules of every change, over the columns that `judged_changes` makes.
CHANGE_RULES = {
    "op_unknown": "operation is null",
    "op_at_missing": "has_op and op_at is null",
    "op_at_unparsable": "has_op and op_at is not null and changed_at is null",
    "op_at_in_future": "has_op and changed_at > modified_at + interval 1 day",
    "op_sequence_not_a_number": "sequence is null",
    "columns_missing": "is_whole_row and not has_every_column",
}


def listed(expressions: dict[str, str]) -> str:
    """The select list of named expressions."""
    return ", ".join(f"{expression} as {name}" for name, expression in expressions.items())


def judged_changes(entity: Entity) -> str:
    """SQL of the table judged_<entity>: every landed row with its values and broken rules."""
    columns = entity.delivered_columns
    conditions = {
        "key_missing": " or ".join(f"{column} is null" for column in entity.key.values()),
        **CHANGE_RULES,
        **{rule: f"is_whole_row and ({broken})" for rule, broken in entity.rules.items()},
    }
    rejects = ", ".join(
        f"case when {broken} then '{rule}' end" for rule, broken in conditions.items()
    )
    ids = " || ".join(
        f"id_rules({column})"
        if column in entity.key.values()
        else f"(case when operation is distinct from 'D' then id_rules({column}) else [] end)"
        for column in columns
        if column in entity.ids
    )
    values = {
        name: f"case when is_whole_row then {value} end"
        for name, value in entity.attributes.items()
    }
    return f"""
create table judged_{entity.name} as
select
    file_number,
    line,
    operation as op,
    changed_at,
    sequence,
    {listed(entity.key)},
    {listed(values)},
    case when row_status <> 'ok' then [row_status] else rules({ids} || [{rejects}]) end as rejects
from (
    select
        *,
        operation is distinct from 'D' as is_whole_row,
        case when has_op then instant_of(op_at) else modified_at end as changed_at,
        case when has_op and op_sequence is not null then sequence_of(op_sequence) else 0 end
            as sequence
    from (
        select
            file_number,
            line,
            row_status,
            has_op,
            has_every_column,
            modified_at,
            case
                when not has_op then 'I'
                when upper(clean(op)) in ('I', 'U', 'D') then upper(clean(op))
            end as operation,
            filled_value(op_at) as op_at,
            filled_value(op_sequence) as op_sequence,
            {listed({column: entity.cleaned(column) for column in columns})}
        from raw_marketplace_{entity.name}
        join (
            select
                file_number,
                list_contains(columns, 'op') as has_op,
                list_has_all(columns, {list(columns)}) as has_every_column,
                make_timestamp(1000 * modified_at_ms) as modified_at
            from deliveries
            where feed = '{entity.feed.name}'
        ) using (file_number)
    )
);
"""


def versions(entity: Entity) -> str:
    """SQL of history_<entity>, current_<entity> and changes_<entity>."""
    key = ", ".join(entity.key)
    values = ", ".join([*entity.key, *entity.attributes])
    return f"""
create table history_{entity.name} as
select
    {values},
    changed_at as valid_from,
    lead(changed_at) over of_the_key as valid_to,
    not is_deleted and lead(changed_at) over of_the_key is null as is_current,
    is_deleted,
    op,
    concat_ws('|', {key}) as record_key,
    file_number,
    file,
    line
from (
    select
        *,
        lag({{'is_deleted': is_deleted, {said(entity)}}}) over (
            partition by {key} order by changed_at
        ) is distinct from {{'is_deleted': is_deleted, {said(entity)}}} as says_something_new
    from (
        select *, op = 'D' as is_deleted
        from judged_{entity.name}
        where rejects = []
        qualify row_number() over (
            partition by {key}, changed_at order by sequence desc, file_number desc, line desc
        ) = 1
    )
)
join (from deliveries where feed = '{entity.feed.name}') using (file_number)
where says_something_new
window of_the_key as (partition by {key} order by changed_at)
order by {key}, valid_from;

create table current_{entity.name} as
select {values} from history_{entity.name} where is_current order by {key};

create table changes_{entity.name} as
select
    file,
    modified_at_ms,
    size_bytes,
    line,
    case
        when rejects <> [] then 'rejected'
        when history.line is null then 'superseded'
        else 'accepted'
    end as outcome,
    rejects,
    judged.op,
    judged.changed_at,
    {", ".join(f"judged.{name}" for name in (*entity.key, *entity.attributes))},
    valid_from,
    valid_to,
    is_current,
    is_deleted
from judged_{entity.name} as judged
join (from deliveries where feed = '{entity.feed.name}') as files using (file_number)
left join (select * exclude (file) from history_{entity.name}) as history
    using (file_number, line)
order by file_number, line;
"""


def said(entity: Entity) -> str:
    """The fields of a struct with all that a version says of its record."""
    return ", ".join(f"'{name}': {name}" for name in entity.attributes)


def archived(entity: Entity) -> str:
    """SQL of the versions of an entity that left its current state, or are a deletion."""
    record = ", ".join(f"'{name}': {name}" for name in (*entity.key, *entity.attributes))
    return f"""
select
    '{entity.name}' as entity,
    record_key,
    valid_from,
    valid_to,
    is_deleted,
    file as file_path,
    line as line_number,
    case
        when next_is_deleted is null then 'is_deletion'
        when next_is_deleted then 'deleted'
        when is_deleted then 'reinserted'
        else 'updated'
    end as left_reason,
    coalesce(valid_to, valid_from) as left_at,
    coalesce(next_file, file) as left_file_path,
    coalesce(next_line, line) as left_line_number,
    to_json({{{record}}}) as record
from (
    select
        *,
        lead(is_deleted) over of_the_key as next_is_deleted,
        lead(file) over of_the_key as next_file,
        lead(line) over of_the_key as next_line
    from history_{entity.name}
    window of_the_key as (partition by {", ".join(entity.key)} order by valid_from)
)
where not is_current
"""


CHANGES = (
    *(statement(entity) for entity in ENTITIES for statement in (judged_changes, versions)),
    "create table changes as "
    + " union all ".join(
        f"""
        select
            '{entity.name}' as entity, '{entity.feed.name}' as feed, file, modified_at_ms,
            size_bytes, line, outcome, rejects, op, changed_at,
            concat_ws('|', {", ".join(entity.key)}) as record_key,
            valid_from, valid_to, is_current, is_deleted
        from changes_{entity.name}
        """
        for entity in ENTITIES
    ),
    "create table history_archive as "
    + " union all ".join(archived(entity) for entity in ENTITIES)
    + " order by entity, record_key, valid_from",
)
