"""The desk: the centre with its windows and roster, the intake, disputes with their verbs, figures."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.files.queries import with_files
from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.lists.pages import Lists
from sanan.mediation import actions
from sanan.mediation.enums import AT_WINDOWS, CENTRE, FIGURES, READERS, Performance
from sanan.mediation.forms import staff as forms
from sanan.mediation.models import Dispute, GovCentre, Party, Published, Window
from sanan.mediation.models.centre import window_orgs
from sanan.mediation.queries import desk as reads
from sanan.mediation.queries import figures, lists, papers, ways
from sanan.mediation.rules import DISPUTE
from sanan.people import access
from sanan.people import actions as people
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place, beyond
from sanan.process.forms import Nothing, units_around
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.slips import queries as slips
from sanan.slips.declare import kinds

CAN = {"run": CENTRE, "window": AT_WINDOWS, "read": READERS, "figures": FIGURES}
desk = access.desk_of(*READERS)
page = access.pages_of("mediation/staff", CAN)
both = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 20


@require_safe
@desk(*READERS, *FIGURES)
def board(request: HttpRequest) -> HttpResponse:
    """Each centre where I work: its windows, who sits there today and this week, gaps, what waits."""
    today, me = local_day(clock.now()), access.me(request)
    rows = GovCentre.objects.worked_at(me) | GovCentre.objects.counted_for(me)
    mine = Dispute.objects.visible_to(me).running()
    shown = []
    for centre in rows.distinct().select_related("place")[:SHOWN]:
        windows = list(centre.windows.select_related("org"))
        shown.append(
            {
                "centre": centre,
                "windows": windows,
                "roster": reads.roster(centre, windows, today),
                "gaps": reads.gaps(centre, today),
                "mediators": centre.mediators.standing().select_related("person"),
                "running": mine.filter(centre=centre).count(),
            }
        )
    return page(request, "board", {"shown": shown, "today": today})


LIST = Lists(listed=lists.DISPUTE_LIST, template="disputes", gate=desk(), frame=page)


def _windows(request: HttpRequest) -> Any:
    me = access.me(request)
    run = GovCentre.objects.run_by(me).values("pk")
    rows = Window.objects.filter(Q(centre__in=run) | Q(org__in=window_orgs(me)))
    return rows.select_related("centre").order_by("centre__place__path", "number")


@never_cache
@both
@desk(*AT_WINDOWS)
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a dispute down."""
    windows = _windows(request)
    paths = {each.path for each in Place.objects.filter(pk__in=windows.values("centre__place"))}
    places = Place.objects.none()
    for path in paths:
        places = places | Place.objects.filter(path__gte=path, path__lt=beyond(path))
    form = forms.TakeIn(
        request.POST or None,
        offers={"window": windows, "place": places.filter(kind__in=["village", "estate"])},
    )
    return one_form(
        request,
        form,
        lambda _given: actions.take_in(**form.given(), by=access.me(request)),
        DISPUTES.address,
        "take_in",
        frame=page,
    )


def _dispute(request: HttpRequest, code: str) -> Dispute:
    rows = Dispute.objects.visible_to(access.me(request)).select_related(
        "place", "centre__place", "window__org", "window__centre", "case", "group", "relapse_of"
    )
    return get_object_or_404(rows, code=code)


def _show(request: HttpRequest, dispute: Dispute) -> dict[str, Any]:
    me, today = access.me(request), local_day(clock.now())
    until = reads.part_until(dispute, me)
    story = timeline(DISPUTE, dispute)
    agreement = getattr(dispute, "agreement", None)
    seen = Dispute.objects.visible_to(me).exclude(pk=dispute.pk)
    group = seen.filter(group=dispute.group) if dispute.group else ()
    return {
        "story": [each for each in story if until is None or each.line.at <= until],
        "part": until,
        "works": until is None,
        "parties": [(each, _figures(each)) for each in dispute.sides],
        "team": dispute.team,
        "recusals": dispute.recusals.select_related("mediator__person", "party"),
        "talks": reads.talks(dispute) if until is None else [],
        "notes": with_files(list(reads.notes(dispute, until))),
        "proposals": _proposals(dispute) if until is None else [],
        "agreement": agreement if until is None else None,
        "items": agreement.proposal.items.select_related("party") if agreement else (),
        "late": [
            each.pk
            for each in (agreement.proposal.items.all() if agreement else ())
            if each.due_on < today and each.state == Performance.PENDING
        ],
        "referrals": dispute.referrals.select_related("from_window__centre", "to_window__centre"),
        "group": group,
        "ways": ways.told(dispute.onward),
        "limit": ways.limit_of(dispute.kind).told if dispute.limit_on else "",
        "limit_near": reads.limit_near(dispute, today),
        "today": today,
        "beside": LIST.beside(request, dispute),
    }


def _figures(party: Party) -> list[str]:
    return slips.grouped(slips.figures(kinds()["dispute_party"], party.token))


def _proposals(dispute: Dispute) -> list[dict[str, Any]]:
    rows = dispute.proposals.prefetch_related("items__party", "answers__party")
    return [
        {"proposal": each, "items": each.items.all(), "answers": each.answers.all()}
        for each in reversed(rows)
    ]


DISPUTES = Pages(
    process=DISPUTE,
    room="mediation_staff",
    prefix="disputes",
    name="dispute",
    template="dispute",
    find=_dispute,
    show=_show,
    forms={
        "receive": Nothing,
        "consent": forms.SaidConsent,
        "serve": forms.Serve,
        "plan": forms.Plan,
        "assign": forms.Assign,
        "hold": forms.Hold,
        "move": forms.Move,
        "call_off": forms.CallOff,
        "propose": forms.Propose,
        "answer": forms.SaidAnswer,
        "draw_up": forms.DrawUp,
        "sign": forms.Sign,
        "check": forms.Check,
        "apply_confirmation": forms.Apply,
        "record_ruling": forms.Rule,
        "note": forms.NoteDown,
        "add_party": forms.AddParty,
        "recuse": forms.Recuse,
        "refer": forms.Refer,
        "watch": forms.Watch,
        "mark_limit": forms.Limit,
        "put_together": forms.Together,
        "fail": forms.Ending,
        "give_up": forms.Ending,
        "withdraw_consent": forms.SaidNo,
        "take_up_again": forms.Again,
    },
    gate=desk(),
    frame=page,
    first=("receive", "consent", "serve", "plan", "assign", "sign", "check"),
)


@require_POST
@never_cache
@desk()
def reveal(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """A party's number, once, for a stated purpose, on the record."""
    dispute = _dispute(request, code)
    party = get_object_or_404(dispute.parties, token=token)
    if not party.phone_locked or not reads.works_on(dispute, access.me(request)):
        raise Http404
    found = people.reveal(
        locked=party.phone_locked,
        subject=dispute.code,
        field="contact",
        purpose=request.POST.get("purpose", ""),
        by=access.me(request),
    )
    return DISPUTES.render(request, dispute, {}, number=found, called=party)


@require_safe
@desk()
def slip(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """The slip that a party takes home, with the code of their own page."""
    dispute = _dispute(request, code)
    party = get_object_or_404(dispute.parties, token=token)
    if not reads.works_on(dispute, access.me(request)):
        raise Http404
    kind = kinds()["dispute_party"]
    item = slips.item(kind, party.token)
    if item is None:
        raise Http404
    return access.paper(request, slips.slip(kind, item), f"slip-{code}.pdf")


@require_safe
@desk()
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    """The agreement in Word."""
    dispute = _dispute(request, code)
    if not hasattr(dispute, "agreement") or not reads.works_on(dispute, access.me(request)):
        raise Http404
    return access.paper(
        request, papers.agreement_docx(dispute.agreement), f"{dispute.agreement.number}.docx"
    )


def _centre(request: HttpRequest, code: str) -> GovCentre:
    return get_object_or_404(GovCentre.objects.run_by(access.me(request)), code=code)


@never_cache
@both
@desk(*CENTRE)
def open_centre(request: HttpRequest) -> HttpResponse:
    """A new centre."""
    places = access.my_places(request, CENTRE, "county", "township")
    form = forms.OpenCentre(request.POST or None, offers={"place": places})
    return one_form(
        request,
        form,
        lambda given: actions.open_centre(**given, by=access.me(request)),
        lambda _made: "/staff/mediation/",
        "open_centre",
        frame=page,
    )


@never_cache
@both
@desk(*CENTRE)
def add_window(request: HttpRequest, code: str) -> HttpResponse:
    """A unit sits at the centre."""
    centre = _centre(request, code)
    form = forms.AddWindow(request.POST or None, offers={"org": units_around([centre.place])})
    return one_form(
        request,
        form,
        lambda given: actions.add_window(centre=centre, **given, by=access.me(request)),
        lambda _made: "/staff/mediation/",
        "add_window",
        {"centre": centre},
        frame=page,
    )


def _staff_of(orgs: Any, centre: GovCentre) -> Any:
    here = Q(place__path__gte=centre.place.path, place__path__lt=beyond(centre.place.path))
    held = Position.objects.filter(Q(org__in=orgs) | here, role__in=READERS)
    return Person.objects.filter(positions__in=held, is_active=True).distinct().order_by("name")


@never_cache
@both
@desk(*CENTRE)
def on_duty(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits where on which days."""
    centre = _centre(request, code)
    windows = centre.windows.select_related("centre")
    people_here = _staff_of(windows.values("org"), centre)
    offers = {"window": windows, "person": people_here}
    form = forms.OnDuty(request.POST or None, offers=offers)
    return one_form(
        request,
        form,
        lambda _given: actions.put_on_duty(**form.given(), by=access.me(request)),
        lambda _made: "/staff/mediation/",
        "on_duty",
        {"centre": centre},
        frame=page,
    )


@never_cache
@both
@desk(*CENTRE)
def add_mediator(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody joins the roll."""
    centre = _centre(request, code)
    offers = {"person": _staff_of(Org.objects.none(), centre)}
    form = forms.AddMediator(request.POST or None, offers=offers)
    return one_form(
        request,
        form,
        lambda given: actions.add_mediator(centre=centre, **given, by=access.me(request)),
        lambda _made: "/staff/mediation/",
        "add_mediator",
        {"centre": centre},
        frame=page,
    )


@require_POST
@desk(*CENTRE)
def end_mediator(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Somebody leaves the roll."""
    found = get_object_or_404(_centre(request, code).mediators.standing(), pk=pk)
    actions.end_mediator(mediator=found, by=access.me(request))
    return redirect("mediation_staff:board")


@require_safe
@desk(*FIGURES)
def year(request: HttpRequest, code: str) -> HttpResponse:
    """A centre's year; each figure opens its rows for whoever may see them."""
    centre = get_object_or_404(GovCentre.objects.counted_for(access.me(request)), code=code)
    today = local_day(clock.now())
    known = figures.years(centre, today)
    given = request.GET.get("year", "")
    wanted = next((each for each in known if str(each) == given), today.year)
    published = centre.published.select_related("per")
    values = {
        "centre": centre,
        "found": figures.year_of(centre, wanted),
        "years": known,
        "runs": GovCentre.objects.run_by(access.me(request)).filter(pk=centre.pk).exists(),
        "published": [(each, figures.said(each), figures.compared(each)) for each in published],
    }
    return page(request, "figures", values)


@never_cache
@both
@desk(*CENTRE)
def publish_figure(request: HttpRequest, code: str) -> HttpResponse:
    """Write down a figure that a report gave."""
    centre = _centre(request, code)
    offers = {"per": Published.objects.filter(centre=centre)}
    form = forms.PublishFigure(request.POST or None, offers=offers)
    return one_form(
        request,
        form,
        lambda given: actions.publish_figure(centre=centre, **given, by=access.me(request)),
        lambda made: f"/staff/mediation/{made.centre.code}/figures/",
        "publish_figure",
        {"centre": centre},
        frame=page,
    )
