from django.db import migrations

# Awards are facts of the rules too (eligibility.loading.read_awards_from): a change marks the
# household, bulk writes included, as the registry's own tables do.
CREATE = """
CREATE FUNCTION assistance_mark_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO eligibility_dirtyhousehold (household_id) SELECT DISTINCT household_id FROM changed;
    RETURN NULL;
END $$;
CREATE TRIGGER mark_dirty_insert AFTER INSERT ON assistance_award REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION assistance_mark_award();
CREATE TRIGGER mark_dirty_update AFTER UPDATE ON assistance_award REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION assistance_mark_award();
"""
DROP = "DROP FUNCTION assistance_mark_award() CASCADE;"


class Migration(migrations.Migration):
    """Let the rules look again at a household whose award begins or ends."""

    dependencies = [("assistance", "0001_initial"), ("eligibility", "0002_dirty_marks")]

    operations = [migrations.RunSQL(CREATE, DROP)]
