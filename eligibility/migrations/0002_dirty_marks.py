from django.db import migrations

# Every table the rules read, and how its changed rows lead to households.
BY_HOUSEHOLD = (
    "absence",
    "asset",
    "circumstances",
    "condition",
    "disability",
    "enrolment",
    "expenditure",
    "hardship",
    "illness",
    "incomeitem",
    "membership",
    "obligor",
    "ruralregistration",
)
TABLES = {f"households_{name}": "SELECT DISTINCT household_id FROM changed" for name in BY_HOUSEHOLD}
TABLES["households_household"] = "SELECT id FROM changed"
TABLES["households_person"] = (
    "SELECT DISTINCT household_id FROM households_membership"
    " JOIN changed ON changed.id = households_membership.person_id"
)

# One function per table and one trigger per statement, so that a bulk write marks as cheaply as
# a single one.
FUNCTION = """
CREATE FUNCTION eligibility_mark_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO eligibility_dirtyhousehold (household_id) {households};
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER mark_dirty_{event} AFTER {event} ON {table} REFERENCING {changed} TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION eligibility_mark_{table}();
"""
# An update does not move a row to another household: facts are superseded, memberships end.
EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}


def create():
    for table, households in TABLES.items():
        yield FUNCTION.format(table=table, households=households)
        for event, changed in EVENTS.items():
            yield TRIGGER.format(table=table, event=event, changed=changed)


def drop():
    for table in TABLES:
        yield f"DROP FUNCTION eligibility_mark_{table}() CASCADE;"


class Migration(migrations.Migration):
    """Mark households as stale whenever a fact about them changes, bulk writes included."""

    dependencies = [("eligibility", "0001_initial")]

    operations = [migrations.RunSQL("".join(create()), "".join(drop()))]
