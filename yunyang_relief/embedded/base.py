"""Django database backend: PostgreSQL, started when the first connection asks for it."""

from functools import cache
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from yunyang_relief.embedded.cluster import Cluster


@cache
def cluster_at(home: str) -> Cluster:
    """This process's one handle on the server under `home`."""
    return Cluster(Path(home))


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        cluster_at(self.settings_dict["CLUSTER_HOME"]).ensure_running()
        return super().get_new_connection(conn_params)
