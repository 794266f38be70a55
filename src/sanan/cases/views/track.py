"""Following it: by query code, without an account."""

from typing import Any

from django.http import HttpRequest

from sanan.cases import actions  # noqa: F401 - they do the verbs
from sanan.cases.forms.resident import (
    AddForm,
    NotFixedForm,
    ObjectForm,
    RateForm,
    ReopenForm,
    WithdrawForm,
)
from sanan.cases.models import Case
from sanan.cases.queries import track
from sanan.cases.rules import APPELLANT, CASE
from sanan.cases.views import appellant
from sanan.insight.private import partial
from sanan.kit import clock, vault
from sanan.process.pages import Actor, Pages, bare


def _shown(_request: HttpRequest, case: Case) -> dict[str, Any]:
    """The story of one case."""
    return {
        "place": case.village or case.place,
        "story": track.story(case, at=clock.now()),
        "record": track.record(case),
        "phone": partial.phone(vault.unlock(case.contact_locked)),
    }


def _to_its_end(_request: HttpRequest, case: Case, _verb: str) -> str:
    return f"{CASES.address(case)}#now"


CASES: Pages[Case] = Pages(
    process=CASE,
    room="cases",
    prefix="track",
    name="case",
    template="cases/resident/case.html",
    find=appellant.case_of,
    show=_shown,
    forms={
        "rate": RateForm,
        "not_fixed": NotFixedForm,
        "reopen": ReopenForm,
        "object": ObjectForm,
        "add": AddForm,
        "withdraw": WithdrawForm,
    },
    who=lambda _request, _case: Actor(None, APPELLANT),
    frame=bare,
    after=_to_its_end,
)
"""Whoever raised it, by their query code: nobody's name stands in its story."""
