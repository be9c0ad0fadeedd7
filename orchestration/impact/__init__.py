"""What a change of SQL does to the marts: built beside the last good state, and compared with it by key."""
