from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Exclusion constraints on periods need btree_gist, search by part of a name pg_trgm."""

    dependencies = []

    operations = [BtreeGistExtension(), TrigramExtension()]
