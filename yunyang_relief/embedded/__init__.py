"""A private PostgreSQL server for the demo and the tests; production names its own in DATABASE_URL.

Naming this package as a database ENGINE makes the first connection start the server, so that
importing settings starts nothing.
"""

from pathlib import Path
from typing import Any

from yunyang_relief.embedded.cluster import DATABASE, ROLE, Cluster

ENGINE = "yunyang_relief.embedded"


def database_settings(data_dir: Path) -> dict[str, Any]:
    """One entry of Django's DATABASES: the server kept under `data_dir`/postgres."""
    home = Path(data_dir) / "postgres"
    return {
        "ENGINE": ENGINE,
        "NAME": DATABASE,
        "USER": ROLE,
        "HOST": str(Cluster(home).socket_dir),
        "PORT": "5432",
        "CLUSTER_HOME": str(home),
    }


def is_embedded(settings: Any) -> bool:
    """Whether these Django settings keep the data in the embedded server: never in production."""
    return bool(settings.DATABASES["default"]["ENGINE"] == ENGINE)
