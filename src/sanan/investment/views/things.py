"""Events, companies, leads, agreements, landings and third parties: their lists and their pages."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sanan.investment import actions
from sanan.investment.enums import OFFICERS, READERS, EventState, MandateState
from sanan.investment.forms import staff as forms
from sanan.investment.models import Agreement, Company, Landing, Lead, Mandate, PromotionEvent
from sanan.investment.queries import companies, counting, lists
from sanan.investment.rules import AGREEMENT, COMPANY, LANDING, LEAD, MANDATE, PROMOTION
from sanan.investment.views.access import both, desk, me, my_places, page
from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid
from sanan.lists.declare import Asked, List
from sanan.lists.pages import Lists
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.process.bulk import Bulk
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

EVENT_LIST = Lists(listed=lists.EVENTS, template="events", gate=desk(), frame=page)
LEAD_LIST = Lists(listed=lists.LEADS, template="leads", gate=desk(), frame=page)
COMPANY_LIST = Lists(listed=lists.COMPANIES, template="companies", gate=desk(), frame=page)
MANDATE_LIST = Lists(listed=lists.MANDATES, template="mandates", gate=desk(), frame=page)


def _total(listed: List) -> Callable[[HttpRequest, Asked], dict[str, Any]]:
    """What the rows of a list add up to."""

    def show(_request: HttpRequest, asked: Asked) -> dict[str, Any]:
        return {"total": listed.narrowed(asked).aggregate(n=Sum("amount", default=0))["n"]}

    return show


AGREEMENT_LIST = Lists(
    listed=lists.AGREEMENTS,
    template="agreements",
    gate=desk(),
    frame=page,
    many=lambda: MANY_AGREEMENTS,
    show=_total(lists.AGREEMENTS),
)
LANDING_LIST = Lists(
    listed=lists.LANDINGS,
    template="landings",
    gate=desk(),
    frame=page,
    many=lambda: MANY_LANDINGS,
    show=_total(lists.LANDINGS),
)


def _mandates(request: HttpRequest) -> Any:
    rows = Mandate.objects.visible_to(me(request)).filter(state=MandateState.RUNNING)
    return rows.select_related("agency")


# Events


def _event(request: HttpRequest, code: str) -> PromotionEvent:
    rows = PromotionEvent.objects.visible_to(me(request)).select_related("place", "mandate__agency")
    return get_object_or_404(rows, code=code)


class _Invite(forms.Invite):
    """The company that was named, found or entered."""

    def given(self) -> dict[str, Any]:
        """With the company's card."""
        given = dict(self.cleaned_data)
        name = given.pop("company")
        card = {"place": self.thing.place, "name": name, "by": self.by}
        return {**given, "company": actions.companies.known(**card) if name else None}


EVENTS = Pages(
    process=PROMOTION,
    room="investment_staff",
    prefix="events",
    name="event",
    template="event",
    find=_event,
    show=lambda request, event: {
        "beside": EVENT_LIST.beside(request, event),
        "story": timeline(PROMOTION, event),
        "participants": event.participants.select_related("company"),
        "leads": event.leads.visible_to(me(request)).select_related("company"),
        "files": event.files,
    },
    forms={
        "hold": forms.Outcome,
        "invite": _Invite,
        "report": forms.Outcome,
        "call_off": forms.Reason,
    },
    gate=desk(),
    frame=page,
)


@never_cache
@both
@desk(*OFFICERS)
def new_event(request: HttpRequest) -> HttpResponse:
    """An event to come, or one that took place."""
    places = my_places(request)
    form = forms.NewEvent(
        request.POST or None,
        places=places,
        mandates=_mandates(request),
        initial={"place": places.first()},
    )

    def act(given: dict[str, Any]) -> PromotionEvent:
        if given["outcome"] or given["held_on"] < local_day(clock.now()):
            return actions.events.record(**given, by=me(request))
        del given["outcome"]
        return actions.events.plan(**given, by=me(request))

    return one_form(request, form, act, EVENTS.address, "new_event", frame=page)


# Companies


def _company(request: HttpRequest, code: str) -> Company:
    rows = Company.objects.visible_to(me(request)).select_related("place", "into")
    return get_object_or_404(rows, code=code)


COMPANIES = Pages(
    process=COMPANY,
    room="investment_staff",
    prefix="companies",
    name="company",
    template="company",
    find=_company,
    show=lambda request, company: {
        "beside": COMPANY_LIST.beside(request, company),
        "story": timeline(COMPANY, company),
        "leads": company.leads.visible_to(me(request)).select_related("owner", "place"),
        "meetings": company.meetings.filter(
            event__in=PromotionEvent.objects.visible_to(me(request))
        ).select_related("event"),
        "merged": company.merged.all(),
        "alike": companies.alike(company),
        "mandates": company.mandates.visible_to(me(request)),
    },
    forms={"change": forms.ChangeCard, "merge": forms.Merge},
    gate=desk(),
    frame=page,
)


def _counties(request: HttpRequest) -> Any:
    """The counties in which or of which this person promotes investment."""
    mine = [(place.pk, set(line(place.path))) for place in my_places(request)[:200]]
    around = Place.objects.filter(path__in={path for _pk, paths in mine for path in paths})
    counties = set(around.of_kind(PlaceKind.COUNTY).values_list("path", flat=True))
    above = [pk for pk, paths in mine if not paths & counties]
    return Place.objects.filter(Q(path__in=counties) | Q(pk__in=above))


@never_cache
@both
@desk(*OFFICERS)
def new_company(request: HttpRequest) -> HttpResponse:
    """A company that the county does not know yet."""
    counties = _counties(request)
    form = forms.Card(request.POST or None, places=counties, initial={"place": counties.first()})
    return one_form(
        request,
        form,
        lambda given: actions.companies.enter(**given, by=me(request)),
        COMPANIES.address,
        "new_company",
        frame=page,
    )


# Leads


def _lead(request: HttpRequest, code: str) -> Lead:
    rows = Lead.objects.visible_to(me(request))
    rows = rows.select_related("place", "company", "owner", "event", "mandate__agency")
    return get_object_or_404(rows, code=code)


LEADS = Pages(
    process=LEAD,
    room="investment_staff",
    prefix="leads",
    name="lead",
    template="lead",
    find=_lead,
    show=lambda request, lead: {
        "beside": LEAD_LIST.beside(request, lead),
        "story": timeline(LEAD, lead),
        "agreements": lead.agreements.order_by("signed_on", "pk"),
        "landings": lead.landings.order_by("happened_on", "pk"),
        "flags": counting.flags_of(lead, local_day(clock.now())),
        "today": local_day(clock.now()),
    },
    forms={
        "negotiate": forms.Negotiate,
        "follow": forms.Follow,
        "change": forms.ChangeLead,
        "assign": forms.Assign,
        "stall": forms.Rest,
        "drop": forms.Drop,
        "resume": forms.Resume,
    },
    gate=desk(),
    frame=page,
    first=("negotiate", "follow", "resume"),
)


@never_cache
@both
@desk(*OFFICERS)
def new_lead(request: HttpRequest) -> HttpResponse:
    """A lead; its company is recognised, or gets its card."""
    places = my_places(request)
    events = PromotionEvent.objects.visible_to(me(request)).filter(state=EventState.HELD)
    form = forms.NewLead(
        request.POST or None,
        places=places,
        events=events,
        mandates=_mandates(request),
        initial=_first(request, places, events),
    )

    def act(given: dict[str, Any]) -> Lead:
        code, name = given.pop("credit_code"), given.pop("company_name")
        card = {"place": given["place"], "name": name, "credit_code": code}
        company = actions.companies.known(**card, sector=given["sector"], by=me(request))
        return actions.leads.enter(company=company, **given, by=me(request))

    return one_form(request, form, act, LEADS.address, "new_lead", frame=page)


def _first(request: HttpRequest, places: Any, events: Any) -> dict[str, Any]:
    """What is known from where one came: an event, or a company's card."""
    found: dict[str, Any] = {"place": places.first(), "found_on": local_day(clock.now())}
    event = events.filter(code=request.GET.get("event", "")).first()
    if event is not None:
        found |= {"event": event, "source": event.kind, "place": event.place}
    company = Company.objects.visible_to(me(request)).filter(code=request.GET.get("company", ""))
    if card := company.first():
        found |= {"company_name": card.name, "credit_code": card.credit_code, "sector": card.sector}
    return found


# Agreements and landings


def _agreement(request: HttpRequest, code: str) -> Agreement:
    rows = Agreement.objects.visible_to(me(request))
    rows = rows.select_related("place", "lead__company", "lead__place", "entered_by", "verified_by")
    found: Agreement = get_object_or_404(rows, code=code)
    return found


def _landing(request: HttpRequest, code: str) -> Landing:
    rows = Landing.objects.visible_to(me(request))
    rows = rows.select_related("place", "lead__company", "lead__place", "entered_by", "verified_by")
    found: Landing = get_object_or_404(rows, code=code)
    return found


AGREEMENTS = Pages(
    process=AGREEMENT,
    room="investment_staff",
    prefix="agreements",
    name="agreement",
    template="agreement",
    find=_agreement,
    show=lambda request, agreement: {
        "beside": AGREEMENT_LIST.beside(request, agreement),
        "story": timeline(AGREEMENT, agreement),
        "files": agreement.files,
    },
    forms={
        "verify": forms.Checked,
        "send_back": forms.Reason,
        "publish": forms.Publish,
        "correct": forms.CorrectAgreement,
        "hide": Nothing,
        "void": forms.Void,
    },
    shown=lambda agreement, verb: verb != "hide" or agreement.shown_at is not None,
    gate=desk(),
    frame=page,
)
LANDINGS = Pages(
    process=LANDING,
    room="investment_staff",
    prefix="landings",
    name="landing",
    template="landing",
    find=_landing,
    show=lambda request, landing: {
        "beside": LANDING_LIST.beside(request, landing),
        "story": timeline(LANDING, landing),
        "files": landing.files,
        "area": f"{landing.area / 100:g}" if landing.area else "",
    },
    forms={
        "verify": forms.Checked,
        "send_back": forms.Reason,
        "correct": forms.CorrectLanding,
        "void": forms.Void,
    },
    gate=desk(),
    frame=page,
)


def _many(pages: Pages[Any], model: Any, back: str) -> Bulk[Any]:
    """Verifying many at once, such as a list that a colleague took in."""

    def chosen(request: HttpRequest, codes: list[str]) -> Any:
        rows = model.objects.visible_to(me(request)).filter(code__in=codes)
        return rows.select_related("place", "lead__company", "lead__place").order_by("pk")

    return Bulk(
        pages=pages,
        forms={"verify": forms.Checked},
        chosen=chosen,
        told=lambda win: (str(win), f"{win.lead.company} · {win.place.spoken}"),
        back=f"investment_staff:{back}",
    )


MANY_AGREEMENTS: Bulk[Agreement] = _many(AGREEMENTS, Agreement, "agreements")
MANY_LANDINGS: Bulk[Landing] = _many(LANDINGS, Landing, "landings")


@never_cache
@both
@desk(*OFFICERS)
def new_agreement(request: HttpRequest, code: str) -> HttpResponse:
    """An agreement that was signed for a lead."""
    lead = _lead(request, code)
    form = forms.NewAgreement(
        request.POST or None, request.FILES or None, initial={"amount": lead.scale}
    )
    return one_form(
        request,
        form,
        lambda given: actions.wins.sign(lead=lead, **given, by=me(request)),
        AGREEMENTS.address,
        "new_agreement",
        {"lead": lead},
        frame=page,
    )


@never_cache
@both
@desk(*OFFICERS)
def new_landing(request: HttpRequest, code: str) -> HttpResponse:
    """What happened on the ground for a lead."""
    lead = _lead(request, code)
    form = forms.NewLanding(request.POST or None, request.FILES or None)
    return one_form(
        request,
        form,
        lambda given: actions.wins.note(lead=lead, **given, by=me(request)),
        LANDINGS.address,
        "new_landing",
        {"lead": lead},
        frame=page,
    )


# Third parties


def _mandate(request: HttpRequest, code: str) -> Mandate:
    rows = Mandate.objects.visible_to(me(request)).select_related("place", "agency")
    return get_object_or_404(rows, code=code)


MANDATES = Pages(
    process=MANDATE,
    room="investment_staff",
    prefix="mandates",
    name="mandate",
    template="mandate",
    find=_mandate,
    show=lambda request, mandate: {
        "beside": MANDATE_LIST.beside(request, mandate),
        "story": timeline(MANDATE, mandate),
        "leads": mandate.leads.visible_to(me(request)).select_related("company"),
        "won": Agreement.objects.visible_to(me(request))
        .verified()
        .filter(lead__mandate=mandate)
        .select_related("lead__company"),
        "files": mandate.files,
    },
    forms={"settle": forms.Settle},
    gate=desk(),
    frame=page,
)


@never_cache
@both
@desk(*OFFICERS)
def new_mandate(request: HttpRequest) -> HttpResponse:
    """A contract with a third party."""
    places = my_places(request, READERS)
    form = forms.NewMandate(
        request.POST or None,
        request.FILES or None,
        places=places,
        initial={"place": places.first()},
    )

    def act(given: dict[str, Any]) -> Mandate:
        if given["fee"] is None:
            raise Invalid(_("请写约定费用。"), "no_fee", field="fee")
        card = {"place": given["place"], "name": given.pop("agency"), "by": me(request)}
        agency = actions.companies.known(**card)
        return actions.companies.commission(agency=agency, **given, by=me(request))

    return one_form(request, form, act, MANDATES.address, "new_mandate", frame=page)
