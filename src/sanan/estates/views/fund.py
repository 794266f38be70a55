"""The desk: uses of the repair fund, and elections of the owners' committee."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanan.council.enums import VoteState
from sanan.council.models import Vote
from sanan.council.queries import community
from sanan.estates import actions
from sanan.estates.enums import COMPANY, DESK
from sanan.estates.forms import staff as forms
from sanan.estates.models import FundUse, OwnersCommittee
from sanan.estates.queries import lists
from sanan.estates.rules.estates import COMMITTEE
from sanan.estates.rules.fund import USE, fund_of, paid
from sanan.estates.views.access import desk, estates_for, me, page
from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.lists.pages import Lists
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

both = require_http_methods(["GET", "HEAD", "POST"])
USE_LIST = Lists(listed=lists.USES, template="uses", gate=desk(), frame=page)


def counted(vote: Vote | None) -> dict[str, Any]:
    """The rule and the arithmetic of a closed vote, as the council shows them."""
    if vote is None or vote.state != VoteState.CLOSED:
        return {}
    return {
        "vote": vote,
        "counts": community.result_counts(vote.result),
        "lines": community.result_lines(vote),
        "law": community.law_of(vote),
    }


@never_cache
@both
@desk(*DESK, *COMPANY)
def plan(request: HttpRequest) -> HttpResponse:
    """A plan for the fund."""
    form = forms.Plan(
        request.POST or None,
        request.FILES or None,
        estates=estates_for(request, (*DESK, *COMPANY)),
    )
    values = {
        "funds": [
            (each, fund_of(each)) for each in estates_for(request, (*DESK, *COMPANY)) if each.fund
        ]
    }
    return one_form(
        request,
        form,
        lambda given: actions.plan(**given, by=me(request)),
        USES.address,
        "plan",
        values,
        frame=page,
    )


def _use(request: HttpRequest, code: str) -> FundUse:
    rows = FundUse.objects.visible_to(me(request)).select_related(
        "place", "estate__fund", "estate__assembly", "topic", "vote__meeting__council"
    )
    return get_object_or_404(rows, code=code)


def _show_use(_request: HttpRequest, use: FundUse) -> dict[str, Any]:
    return {
        "fund": fund_of(use.estate, use),
        "paid": paid(use),
        "payments": use.payments.select_related("entry").order_by("entry__on"),
        "counted": counted(use.vote),
        "in_warranty": use.warranty_until is not None
        and local_day(clock.now()) <= use.warranty_until,
        "repairs": use.repairs.select_related("case"),
        "story": timeline(USE, use),
    }


USES = Pages(
    process=USE,
    room="estates_staff",
    prefix="uses",
    name="use",
    template="use",
    find=_use,
    show=_show_use,
    forms={
        "put": forms.Put,
        "declare_urgent": forms.Urgent,
        "ask": Nothing,
        "decide": Nothing,
        "start": forms.Start,
        "pay": forms.Pay,
        "accept": forms.Accept,
        "show": Nothing,
    },
    first=("put", "start"),
    gate=desk(),
    frame=page,
)


@never_cache
@both
@desk(*DESK)
def call(request: HttpRequest) -> HttpResponse:
    """Begin with an election."""
    form = forms.Call(request.POST or None, estates=estates_for(request, DESK))
    return one_form(
        request,
        form,
        lambda given: actions.call(**given, by=me(request)),
        COMMITTEES.address,
        "call",
        frame=page,
    )


def _committee(request: HttpRequest, code: str) -> OwnersCommittee:
    rows = OwnersCommittee.objects.visible_to(me(request))
    return get_object_or_404(rows.select_related("place", "estate__assembly", "meeting"), code=code)


def candidates(committee: OwnersCommittee) -> list[dict[str, Any]]:
    """Each with what was counted; before the close nothing is."""
    rows = committee.candidates.select_related("vote__meeting__council", "topic")
    return [{"candidate": each, **counted(each.vote)} for each in rows]


COMMITTEES = Pages(
    process=COMMITTEE,
    room="estates_staff",
    prefix="committees",
    name="committee",
    template="committee",
    find=_committee,
    show=lambda _request, committee: {
        "candidates": candidates(committee),
        "story": timeline(COMMITTEE, committee),
    },
    forms={
        "stand": forms.Stand,
        "publicise": forms.Publicise,
        "ask": Nothing,
        "count": Nothing,
        "end": forms.Why,
    },
    first=("stand",),
    gate=desk(),
    frame=page,
)
