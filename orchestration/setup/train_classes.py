"""A short session that does once what runs do, so that Java notes which classes they need.

Started by `make setup-local`, which has Java write them into an archive when the session ends.
"""

from __future__ import annotations

import os
from pathlib import Path

from pyspark.sql import SparkSession

# Every kind of statement that dbt sends once: what is loaded for one is loaded for all of its kind.
STATEMENTS = (
    "create schema training",
    """create table training.lines (id bigint, said string, amount decimal(18, 2), at timestamp)
    using delta tblproperties ('delta.enableDeletionVectors' = 'true')""",
    """insert into training.lines
    select monotonically_increasing_id(), value, try_cast(value as decimal(18, 2)), now()
    from text.`{file}`""",
    "create or replace temporary view parsed as select from_csv(said, 'a string, b int') from "
    "training.lines",
    "select count(*) from parsed",
    """merge into training.lines using (
        select id, max(said) as said, sum(amount) as amount, max(at) as at
        from training.lines group by id
    ) as source on lines.id = source.id
    when matched and source.id = 1 then delete
    when matched then update set * when not matched then insert *""",
    """create or replace table training.ranked using delta as
    select *, row_number() over (partition by said order by at desc, id) as place
    from training.lines""",
    """select ranked.said, collect_list(struct(lines.id, lines.at)) as members
    from training.ranked left join training.lines on ranked.id = lines.id
    where ranked.said rlike '[0-9]' and ranked.place = 1
    group by ranked.said having count(distinct lines.id) > 0
    union all select said, null from training.lines left anti join training.ranked using (id)
    order by said""",
    "alter table training.ranked set tblproperties ('note' = 'trained')",
    "describe extended training.ranked",
    "describe history training.ranked",
    "show table extended in training like '*'",
    "drop schema training cascade",
)


def main() -> None:
    """Runs the statements on a file of two lines in the lakehouse's folder."""
    file = Path(os.environ["LAKEHOUSE_HOME"]) / "lines.csv"
    file.write_text("a,1\n2.50,2\n", encoding="utf-8")
    spark = SparkSession.builder.enableHiveSupport().getOrCreate()
    for statement in STATEMENTS:
        spark.sql(statement.format(file=file)).collect()
    spark.stop()


if __name__ == "__main__":
    main()
