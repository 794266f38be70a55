"""The demo county, loaded once for the tests of this folder."""

from datetime import UTC, datetime

import pytest

from sanan.demo import actions

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


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
