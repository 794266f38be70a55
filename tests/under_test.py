"""The settings, for tests: the real ones, with files in a folder that goes away afterwards."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import played
import sparing

sparing.begin()
_place = tempfile.mkdtemp(prefix="sanan-test-")
(Path(_place) / "static").mkdir()
atexit.register(shutil.rmtree, _place, ignore_errors=True)
os.environ["SANAN_VAR"] = _place
os.environ.setdefault("SANAN_SECRET_KEY", "only for tests")
os.environ["SANAN_DEMO"] = "1"
# A toy room, to see that a room appears everywhere by its own folder alone (tests/process).
os.environ["SANAN_ROOMS"] = "toys.shelves"

from sanan.config.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Fast, and only here: the real hasher is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Names without a hash, so that pages can be tested before anything is collected.
STORAGES = {
    "default": {"BACKEND": "sanan.files.store.Folder"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# On PostgreSQL the tables of `bin/test` are copied; on SQLite see tests/conftest.py.
if played.POSTGRES in os.environ:
    DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = played.MODEL  # noqa: F405
