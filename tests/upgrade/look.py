"""Opens pages inside an installation; prints the status of each, and whether its words are there."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "sanan.config.settings"

import django

django.setup()

from django.test import Client, override_settings  # noqa: E402

from sanan.cases.models import Case  # noqa: E402
from sanan.people.models import Person  # noqa: E402

# Names without a hash: nothing has been collected in this folder.
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


# What a phone sends that opened the first page on 0.9 (its say.html) and submits it today.
SECRET = "a" * 32
FORM_OF_0_9 = {
    "csrfmiddlewaretoken": SECRET,
    "token": "k3v9w1q7x2m8n4b6c5z0d1f2",
    "door": "web",
    "lat": "",
    "lon": "",
    "place": "350526100004",
    "text": "这一页是升级以前打开的，路灯不亮。",
    "anonymity": "masked",
    "contact_phone": "",
    "contact_name": "",
}


def old_form() -> list:
    """Sent twice, as by a thumb that does not wait: one case."""
    phone = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    phone.cookies["csrftoken"] = SECRET
    first, again = (phone.post("/", FORM_OF_0_9) for _ in range(2))
    said = Case.objects.filter(text=FORM_OF_0_9["text"]).count()
    taken = first.status_code == again.status_code == 302
    return [
        200 if taken else first.status_code,
        (first.get("Location"), said) == (again.get("Location"), 1),
    ]


def old_session(facts: dict) -> list:
    """Whoever was signed in before the upgrade still is."""
    desk = Client(SERVER_NAME="localhost")
    desk.cookies["sessionid"] = facts["session"]
    answer = desk.get(f"/staff/cases/{facts['case']}/")
    return [answer.status_code, facts["text"] in answer.content.decode()]


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
        found["old form"], found["old session"] = old_form(), old_session(facts)
        found["staff"] = [answer.status_code, facts["text"] in answer.content.decode()]
    return found


print(json.dumps(look(json.loads(sys.stdin.read())), ensure_ascii=False))
