"""Real dbt runs on small lakehouses inside one warm Spark session, and what they are judged by.

with warm_session() as session:
    zone = Zone.generated(folder / "landing")
    lakehouse = Lakehouse(session, folder / "project", zone, prefix="s001_")
    lakehouse.run()
    assert_truth(lakehouse)
    assert_refresh_changes_nothing(lakehouse)
"""
