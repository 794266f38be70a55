"""Signs a member of staff in, in an installation that is not migrated yet; prints the session's key."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "sanan.config.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from sanan.people.models import Person  # noqa: E402

# Other columns may not be there yet.
person = Person.objects.only("pk", "password").get(username="xuwen")
store = SessionStore()
store[SESSION_KEY] = str(person.pk)
store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = person.get_session_auth_hash()
store.save()
print(store.session_key)
