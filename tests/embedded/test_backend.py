"""The embedded server as Django sees it: started by the first connection, stopped at the end."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from yunyang_relief.embedded import database_settings, is_embedded
from yunyang_relief.embedded.cluster import Cluster

SCRIPT = """
import django
django.setup()
from django.db import connection
from yunyang_relief.embedded.base import cluster_at
cluster = cluster_at(connection.settings_dict["CLUSTER_HOME"])
print(cluster.is_running())
with connection.cursor() as cursor:
    cursor.execute("SELECT current_database()")
    print(cursor.fetchone()[0])
print(cluster.is_running())
"""


def test_only_a_connection_starts_it_and_the_end_of_the_process_stops_it(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "yunyang_relief.settings",
        "YUNYANG_DATA": str(tmp_path),
    }
    environment.pop("DATABASE_URL", None)
    said = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", SCRIPT],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == ["False", "yunyang", "True"]
    cluster = Cluster(tmp_path / "postgres")
    assert not cluster.is_running()
    cluster.destroy()


def test_production_can_tell_the_embedded_server_from_a_real_one(tmp_path: Path) -> None:
    embedded = SimpleNamespace(DATABASES={"default": database_settings(tmp_path)})
    real = SimpleNamespace(DATABASES={"default": {"ENGINE": "django.db.backends.postgresql"}})
    assert is_embedded(embedded)
    assert not is_embedded(real)
