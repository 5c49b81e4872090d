"""SQL of the triggers that mark households as stale; used by migrations.

One function per table and one trigger per statement, so that a bulk write marks as cheaply as a
single one. An update does not move a row to another household: facts are superseded, memberships
end.
"""

from __future__ import annotations

from collections.abc import Mapping

BY_HOUSEHOLD = "SELECT DISTINCT household_id FROM changed"
FUNCTION = """
CREATE FUNCTION eligibility_mark_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO eligibility_dirtyhousehold (household_id) {households};
    RETURN NULL;
END $$;
"""
NAMING = """
CREATE OR REPLACE FUNCTION eligibility_mark_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO eligibility_dirtyhousehold (household_id, source)
    SELECT household_id, '{table}' FROM ({households}) AS marked(household_id);
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER mark_dirty_{event} AFTER {event} ON {table} REFERENCING {changed} TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION eligibility_mark_{table}();
"""
EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}


def create(tables: Mapping[str, str]) -> str:
    """The triggers of some tables; each with the query from `changed` rows to household ids."""
    return "".join(
        FUNCTION.format(table=table, households=households)
        + "".join(
            TRIGGER.format(table=table, event=event, changed=changed)
            for event, changed in EVENTS.items()
        )
        for table, households in tables.items()
    )


def name_sources(tables: Mapping[str, str]) -> str:
    """Let the marks of some tables say which table changed, so that a changed result knows why."""
    return "".join(
        NAMING.format(table=table, households=households) for table, households in tables.items()
    )


def drop(tables: Mapping[str, str]) -> str:
    """Take them away again."""
    return "".join(f"DROP FUNCTION eligibility_mark_{table}() CASCADE;" for table in tables)
