"""What every test needs: which tests use the database, and translations compiled once."""

import gc
import os
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import asked
from bench import processes
from played import ROOT, SHARED, played, tables

LONG = tuple(f"tests/{each}/" for each in ("demo/county", "transfer", "upgrade", "faults", "bench"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--note-asked", type=Path, help="Note in this folder what SQL each test asks.")
    parser.addoption("--fewest-of", type=Path, help="Only tests that together ask all noted there.")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        from sanan.config.messages import compile_all

        compile_all()
    if SHARED in os.environ:  # `bin/test` made both for all
        processes.TABLES, processes.STATIC = tables(), ROOT / "var" / "static"
    if folder := config.getoption("--note-asked"):
        config.pluginmanager.register(asked.Notes(folder))
    _let_tests_empty_the_ledger()
    _let_a_database_be_dropped_under_whoever_is_left()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where the fewest are wanted, files whose tests asked nothing are not even read."""
    folder = config.getoption("--fewest-of")
    if not folder or not collection_path.name.startswith("test_"):
        return None
    asking = str(collection_path.relative_to(config.rootpath)) in asked.files(folder)
    return None if asking else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what touches the database, so that it can be run on PostgreSQL, and takes the fewest."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}:
            item.add_marker("database")
    if folder := config.getoption("--fewest-of"):
        items[:] = asked.select(items, folder)
    items.sort(key=lambda item: not _takes_long(item))


def pytest_collection_finish() -> None:
    """Modules and thousands of items stay; looking through them for garbage costs a twentieth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _takes_long(item: pytest.Item) -> bool:
    """What takes seconds goes first, so that no worker is left alone with it at the end.

    It is few enough to fall to one worker, which then plays the county of `demo/county` alone.
    """
    return item.nodeid.startswith(LONG) and not asked.in_real_transactions(item)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Whether tables stand already: on SQLite those made once are laid here, and what lacks is added."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return False
    shutil.copy(tables(), str(connection.settings_dict["TEST"]["NAME"]))
    return True


@pytest.fixture(scope="session")
def county_played(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demo county in a folder that others read too (`played.played`): copy it."""
    base = tmp_path_factory.getbasetemp()
    return played(base if worker_id == "master" else base.parent)


def _let_tests_empty_the_ledger() -> None:
    """A test in real transactions ends by emptying every table, which the ledger refuses."""
    from django.test import TransactionTestCase

    teardown = TransactionTestCase._fixture_teardown

    def _fixture_teardown(self: Any) -> None:
        from django.apps import apps
        from django.db import connection

        protection = import_module("sanan.ledger.migrations.0002_append_only")
        with connection.schema_editor() as editor:
            protection.release(apps, editor)
        teardown(self)
        with connection.schema_editor() as editor:
            protection.protect(apps, editor)

    TransactionTestCase._fixture_teardown = _fixture_teardown


def _let_a_database_be_dropped_under_whoever_is_left() -> None:
    """Threads of a test that has ended may still be leaving PostgreSQL when the last test is over."""
    from django.db.backends.postgresql.creation import DatabaseCreation

    def drop(self: Any, name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(name)} WITH (FORCE)")

    creation: Any = DatabaseCreation
    creation._destroy_test_db = drop
