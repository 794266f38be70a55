"""A party's own page, everyone's page of the centre, and the page that answers for an agreement."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sanan.files.queries import with_files
from sanan.kit import clock
from sanan.kit.dates import day, local_day
from sanan.kit.errors import Forbidden
from sanan.mediation import actions  # noqa: F401 - the actions do the verbs of the pages
from sanan.mediation.enums import IN_FORCE, Met
from sanan.mediation.forms import party as forms
from sanan.mediation.models import Agreement, Dispute, Party
from sanan.mediation.queries import desk, papers, ways
from sanan.mediation.rules import DISPUTE, PARTY
from sanan.places import queries as places
from sanan.process.certificates import Answer, Checks
from sanan.process.pages import Pages, asker, bare
from sanan.process.queries import timeline
from sanan.slips.phone import Started

MINE = Started("dispute_party")


def _find(request: HttpRequest, token: str) -> Dispute:
    """The dispute with the party whose page it is. Raises Forbidden where staff would act as them.

    Staff print the slip and so know the code: what they were told by a party they note at the desk,
    under their own name, and never as if the party had done it.
    """
    if request.method == "POST" and request.user.is_authenticated:
        raise Forbidden(
            _("这一步要当事人自己办。当事人当面说的，请在办理页登记，会写明是谁登记的。"), "staff"
        )
    rows = Party.objects.select_related(
        "dispute__centre__place", "dispute__window__org", "dispute__window__centre", "dispute__case"
    )
    party = get_object_or_404(rows, token=token)
    dispute: Any = party.dispute
    dispute.party, dispute.token = party, party.token
    return dispute  # type: ignore[no-any-return]  # a row with its reader beside it


def _show(_request: HttpRequest, dispute: Any) -> dict[str, Any]:
    party, today = dispute.party, local_day(clock.now())
    proposal = dispute.proposals.prefetch_related("items__party").last()
    agreement = getattr(dispute, "agreement", None)
    answered = proposal.answers.filter(party=party).first() if proposal else None
    signed = agreement.signatures.filter(party=party).first() if agreement else None
    return {
        "party": party,
        "place": dispute.centre.place,
        "story": timeline(DISPUTE, dispute, public=True),
        "team": dispute.team,
        "sessions": party.sessions.filter(state=Met.PLANNED),
        "notes": with_files(list(dispute.notes.read_by(party).select_related("session"))),
        "proposal": proposal if dispute.state not in {"declined", "failed"} else None,
        "answered": answered,
        "agreement": agreement,
        "signed": signed,
        "in_force": dispute.state in IN_FORCE,
        "ways": ways.told(dispute.onward),
        "limit": ways.limit_of(dispute.kind).told,
        "limit_near": desk.limit_near(dispute, today),
        "today": today,
    }


def _offered(dispute: Any, verb: str) -> bool:
    """What has sense for this very party now."""
    party = dispute.party
    if verb == "consent":
        return bool(party.consent != "given")
    if verb == "acknowledge":
        return bool(party.sessions.filter(state=Met.PLANNED).exists())
    if verb == "recuse":
        return bool(dispute.team)
    if verb == "sign" and hasattr(dispute, "agreement"):
        return not dispute.agreement.signatures.filter(party=party).exists()
    return True


def _frame(
    request: HttpRequest, template: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page follows this phone."""
    response = bare(request, template, values, status=status)
    MINE.follow(request, response, values["party"].token)
    return response


PARTIES = Pages(
    process=DISPUTE,
    room="mediation",
    prefix="mine",
    name="party",
    template="mediation/resident/party.html",
    key="token",
    find=_find,
    show=_show,
    forms={
        "consent": forms.Agree,
        "acknowledge": forms.Acknowledge,
        "answer": forms.Reply,
        "sign": forms.SignIt,
        "say_not_kept": forms.NotKept,
        "tell": forms.Tell,
        "recuse": forms.AskAnother,
        "withdraw_consent": forms.Decline,
    },
    who=asker(PARTY),
    frame=_frame,
    shown=_offered,
    paced={"tell": 10, "sign": 10, "answer": 10},
)


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The centre that people of a place go to: where, when, which windows, and how it goes."""
    place = places.by_code(code)
    shown = [
        {"centre": centre, "windows": centre.windows.select_related("org")}
        for centre in desk.at(place)
    ]
    return bare(request, "mediation/resident/village.html", {"place": place, "shown": shown})


def _answer(found: Agreement) -> Answer:
    """What stands on the paper, without anybody's name."""
    facts = [
        (_("编号"), found.number),
        (_("核对码"), found.digest),
        (_("综治中心"), found.dispute.centre.name),
        (_("写成日期"), day(found.drawn_on)),
        (_("生效日期"), day(found.effective_on)),
        (_("司法确认"), found.get_ruling_display() if found.ruling else ""),
    ]
    return Answer(found.effective_on is not None, facts)


CHECKS = Checks(
    room="mediation",
    title=_("核对调解协议书"),
    find=papers.by_number,
    show=_answer,
    holds=_("这份协议书已经生效"),
    void=_("这份协议书还没有生效，有人还没签字"),
    aside=_("扫协议书上的码，或者把编号写在这里。"),
    compare=_("请对照纸上的编号和核对码：核对码一样，内容就没有改过。这里不显示姓名和内容。"),
)
