from django.db import migrations

CREATE = """
CREATE OR REPLACE FUNCTION assistance_mark_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO eligibility_dirtyhousehold (household_id, source)
    SELECT DISTINCT household_id, 'assistance_award' FROM changed;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """Let the mark of an award say so: the reason of a changed result."""

    dependencies = [
        ("assistance", "0005_back_pay"),
        ("eligibility", "0004_parameter_revisions"),
    ]

    operations = [migrations.RunSQL(CREATE, migrations.RunSQL.noop)]
