"""What every test needs: which tests use the database, and translations compiled once."""

from importlib import import_module
from typing import Any

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        from sanan.config.messages import compile_all

        compile_all()
    _let_tests_empty_the_ledger()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what touches the database, so that it can be run again on PostgreSQL."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}:
            item.add_marker("database")


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
