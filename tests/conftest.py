"""Fixtures of the whole suite, and the database of the run (see run_directory, schema_cache)."""

from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from pytest_django import DjangoDbBlocker

from tests import run_directory, schema_cache
from tests.people import *  # noqa: F403  # the people everybody tests with
from yunyang_relief.embedded import is_embedded
from yunyang_relief.embedded.base import cluster_at

# How fast examples come says more of the machine than of the code.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


def pytest_unconfigure(config: pytest.Config) -> None:
    if run_directory.is_worker():
        return
    connections.close_all()
    if is_embedded(settings):
        cluster_at(settings.DATABASES["default"]["CLUSTER_HOME"]).release()
    run_directory.remove(Path(settings.DATA_DIR))


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """An embedded database goes with the directory of its run; no need to drop it before."""
    return is_embedded(settings) or bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def cached_schema(django_db_modify_db_settings: None) -> Path | None:
    """Load the schema from an earlier run; return where to keep it when there is none."""
    if not is_embedded(settings):
        return None
    dump = schema_cache.dump_path()
    if not dump.exists():
        return dump
    database = connection.settings_dict
    cluster_at(database["CLUSTER_HOME"]).ensure_running()
    name = database["TEST"]["NAME"] or TEST_DATABASE_PREFIX + database["NAME"]
    schema_cache.load(database | {"NAME": name}, dump)
    return None


@pytest.fixture(scope="session")
def django_db_setup(
    cached_schema: Path | None, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Keep the schema that pytest-django has just migrated."""
    if cached_schema:
        schema_cache.save(connection.settings_dict, cached_schema)
