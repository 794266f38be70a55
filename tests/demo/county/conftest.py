"""The demo county, loaded once for the tests of this folder.

On PostgreSQL that takes a minute and more, so all of it is `everywhere`: each action that plays the
county is asked there by its own room's tests, and tests/transfer lay the whole county into it.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sanan.demo import actions

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE:
            item.add_marker("everywhere")


@pytest.fixture(scope="package")
def county(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once and rolled back after the last test here."""
    from django.conf import settings
    from django.db import transaction

    root, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock():
        begun = transaction.atomic()
        begun.__enter__()
        yield actions.load(at=NOW)
        transaction.set_rollback(True)
        begun.__exit__(None, None, None)
    settings.MEDIA_ROOT = root
