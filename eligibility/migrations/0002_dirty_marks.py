from django.db import migrations

from eligibility.marks import BY_HOUSEHOLD, create, drop

# Every table the rules read, and how its changed rows lead to households.
NAMES = (
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
TABLES = {f"households_{name}": BY_HOUSEHOLD for name in NAMES}
TABLES["households_household"] = "SELECT id FROM changed"
TABLES["households_person"] = (
    "SELECT DISTINCT household_id FROM households_membership"
    " JOIN changed ON changed.id = households_membership.person_id"
)


class Migration(migrations.Migration):
    """Mark households as stale whenever a fact about them changes, bulk writes included."""

    dependencies = [("eligibility", "0001_initial")]

    operations = [migrations.RunSQL(create(TABLES), drop(TABLES))]
