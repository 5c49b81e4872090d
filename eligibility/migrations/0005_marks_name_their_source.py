from importlib import import_module

from django.db import migrations

from eligibility.marks import name_sources

TABLES = {
    table: households
    for name in ("0002_dirty_marks", "0003_marks_of_special_facts")
    for table, households in import_module(f"eligibility.migrations.{name}").TABLES.items()
}


class Migration(migrations.Migration):
    """Let each mark say which table changed: the reason of a changed result."""

    dependencies = [("eligibility", "0004_parameter_revisions")]

    # The older functions do without the column as well; there is nothing to undo.
    operations = [migrations.RunSQL(name_sources(TABLES), migrations.RunSQL.noop)]
