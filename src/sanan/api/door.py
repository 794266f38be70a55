"""What every endpoint shares: the key that lets a program in, and how answers are written."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from sanan.api.forms import answers
from sanan.kit.errors import Forbidden, Refused, TooMany
from sanan.people import queries as people
from sanan.people.actions import note_use
from sanan.people.models import Person

REFUSALS = dict.fromkeys((401, 403, 404, 409, 413, 422, 429), answers.Problem)
NOTHING = _("没有找到。请核对地址。")


class Key(HttpBearer):
    """A program's key stands for the person who agreed to it, within what it is for."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """The person, or None for a key that is unknown, revoked, over or not agreed to."""
        person = people.person_of_token(token) if token.isascii() else None
        if person is not None:
            request.user = person
            note_use(person=person)
        return person


key = Key()


def problem(error: Refused) -> HttpResponse:
    """A refusal with its code, its sentence and the field at fault."""
    answer = {"code": error.code, "message": str(error.sentence), "field": error.field}
    response = as_json(answer, error.status)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def person_for(request: HttpRequest, verb: str) -> Person:
    """For whom the program acts. Raises `Forbidden` where its key is not for this verb."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - the key put them there
    if person.within is None or verb not in person.within.verbs:
        raise Forbidden(_("这个密钥不能做这一步。需要的话，请管理员另给一个。"), "key_verb")
    return person


def as_json(answer: Any, status: int = 200) -> HttpResponse:
    """An answer as JSON, with its length."""
    content = orjson.dumps(answer, default=str)
    response = HttpResponse(content, content_type="application/json", status=status)
    response["Content-Length"] = str(len(content))
    return response
