from django.db import migrations

from eligibility.marks import BY_HOUSEHOLD, create, drop

NAMES = (
    "careassessment",
    "disasterloss",
    "doctorcontract",
    "emergency",
    "healthrecord",
    "hospitalstay",
    "housing",
    "joboffer",
    "jobregistration",
    "orphanhood",
    "placement",
)
TABLES = {f"households_{name}": BY_HOUSEHOLD for name in NAMES}


class Migration(migrations.Migration):
    """The same for the tables that came with the other programmes."""

    dependencies = [
        ("eligibility", "0002_dirty_marks"),
        ("households", "0002_special_facts"),
    ]

    operations = [migrations.RunSQL(create(TABLES), drop(TABLES))]
