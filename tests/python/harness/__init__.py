"""Real dbt runs on small lakehouses inside one warm Spark session, and what they are judged by.

with warm_session() as session:
    zone = Zone.generate(folder / "landing")
    lakehouse = Lakehouse(session, folder / "lakehouse", zone.root, prefix="s001_")
    zone.note_run()
    lakehouse.run()
    assert_truth(lakehouse, zone)
    assert_refresh_changes_nothing(lakehouse)
"""
