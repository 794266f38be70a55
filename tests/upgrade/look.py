"""Opens pages inside an installation; prints the status of each, and whether its words are there."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "sanan.config.settings"

import django

django.setup()

from django.test import Client, override_settings  # noqa: E402

from sanan.people.models import Person  # noqa: E402

# Names without a hash: nothing has been collected in this folder.
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def look(facts: dict) -> dict:
    found = {}
    with override_settings(STORAGES=PLAIN):
        for path, words in facts["pages"].items():
            answer = Client(SERVER_NAME="localhost").get(path, follow=True)
            found[path] = [answer.status_code, words in answer.content.decode()]
        resident = Client(SERVER_NAME="localhost")
        data = {"code": facts["query_code"]}
        answer = resident.post("/track/", data, follow=True)
        found["/track/"] = [answer.status_code, facts["text"] in answer.content.decode()]
        staff = Client(SERVER_NAME="localhost")
        staff.force_login(Person.objects.get(username="xuwen"))
        answer = staff.get(f"/staff/cases/{facts['case']}/", follow=True)
        found["staff"] = [answer.status_code, facts["text"] in answer.content.decode()]
    return found


print(json.dumps(look(json.loads(sys.stdin.read())), ensure_ascii=False))
