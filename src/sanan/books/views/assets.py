"""Assets, contracts and arrears, rosters and declared relatives at the desk."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sanan.books import actions
from sanan.books.enums import KEEPERS, READERS, ContractKind
from sanan.books.forms import roster as table
from sanan.books.forms import staff as forms
from sanan.books.models import Asset, Contract, Relative, Roster
from sanan.books.queries import exports
from sanan.books.queries.arrears import NOTHING, arrears
from sanan.books.rules import CONTRACT
from sanan.books.views.access import desk, me, my_villages, page
from sanan.kit.downloads import excel
from sanan.kit.errors import Refused
from sanan.kit.paging import page_number
from sanan.kit.sheets import open_sheet
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@desk()
def assets(request: HttpRequest) -> HttpResponse:
    """What the villages own; a POST registers one more."""
    places = my_villages(request)
    form = forms.RegisterAsset(request.POST or None, places=places)
    if request.method == "POST":
        if not places.exists():
            raise Http404
        if form.is_valid():
            try:
                actions.register_asset(by=me(request), **form.cleaned_data)
                return redirect("books_staff:assets")
            except Refused as no:
                form.refuse(no)
    number = page_number(request.GET.get("page"))
    found = (
        Asset.objects.visible_to(me(request))
        .select_related("place")
        .order_by("place__path", "kind", "name")
    )
    rows = list(found[(number - 1) * SHOWN : number * SHOWN + 1])
    values = {"rows": rows[:SHOWN], "follows": len(rows) > SHOWN, "number": number, "form": form}
    return page(request, "assets", values, status=422 if form.errors else 200)


@require_safe
@desk()
def contracts(request: HttpRequest) -> HttpResponse:
    """Contracts with what is owed; `?owed=1` only those."""
    today = timezone.localdate()
    found = Contract.objects.visible_to(me(request)).select_related("place")
    mine = list(found.order_by("place__path", "state", "ends_on"))
    owed = arrears([c for c in mine if c.kind == ContractKind.LEASE], today)
    rows = [(c, owed.get(c.pk, NOTHING), c.expired(today)) for c in mine]
    only = request.GET.get("owed") == "1"
    shown = [row for row in rows if row[1].overdue or row[2]] if only else rows
    number = page_number(request.GET.get("page"))
    values = {
        "rows": shown[(number - 1) * SHOWN : number * SHOWN],
        "follows": len(shown) > number * SHOWN,
        "number": number,
        "only": only,
        "owing": sum(1 for row in rows if row[1].overdue or row[2]),
        "all": len(rows),
    }
    return page(request, "contracts", values)


@require_safe
@desk()
def contracts_excel(request: HttpRequest) -> HttpResponse:
    """The same as an Excel file."""
    found = Contract.objects.visible_to(me(request)).select_related("place")
    rows = list(found.order_by("place__path", "state", "ends_on"))
    if rows:
        actions.note_export(place=rows[0].place, what="contracts", count=len(rows), by=me(request))
    return excel(exports.contracts_sheet(rows, timezone.localdate()), "contracts")


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*KEEPERS)
def new_contract(request: HttpRequest) -> HttpResponse:
    """A contract with its rents."""
    return one_form(
        request,
        forms.SignContract(request.POST or None, places=my_villages(request)),
        lambda given: actions.sign_contract(by=me(request), **given),
        CONTRACTS.address,
        "new_contract",
        frame=page,
    )


def _contract(request: HttpRequest, code: str) -> Contract:
    found = Contract.objects.visible_to(me(request)).select_related("place", "asset")
    return get_object_or_404(found, code=code)


def _shown(_request: HttpRequest, found: Contract) -> dict[str, Any]:
    """Terms, rents, what was paid under it, its story."""
    today = timezone.localdate()
    return {
        "lease": found.kind == ContractKind.LEASE,
        "owed": arrears([found], today).get(found.pk, NOTHING),
        "expired": found.expired(today),
        "entries": found.entries.order_by("-on", "-pk")[:100],
        "story": timeline(CONTRACT, found),
    }


OF_LEASES, OF_WORKS = {"receive", "measure"}, {"accept", "settle"}
CONTRACTS = Pages(
    process=CONTRACT,
    room="books_staff",
    prefix="contracts",
    name="contract",
    template="contract",
    find=_contract,
    show=_shown,
    forms={
        "receive": forms.ReceiveRent,
        "measure": forms.Measure,
        "accept": forms.AcceptWorks,
        "settle": forms.SettleWorks,
        "hand_back": forms.HandBack,
        "terminate": forms.Terminate,
    },
    shown=lambda found, verb: (
        verb not in (OF_WORKS if found.kind == ContractKind.LEASE else OF_LEASES)
    ),
    gate=desk(),
    acting=desk(*KEEPERS),
    frame=page,
)


@require_http_methods(["GET", "HEAD", "POST"])
@desk()
def rosters(request: HttpRequest) -> HttpResponse:
    """Lists of persons and declared relatives, with which the rules compare; a POST loads one."""
    places = my_villages(request)
    relative = "relative" in request.POST
    data = request.POST if request.method == "POST" else None
    load = forms.LoadRoster(
        None if relative else data, None if relative else request.FILES or None, places=places
    )
    declare = forms.DeclareRelative(data if relative else None, places=places)
    form: Any = declare if relative else load
    if request.method == "POST":
        if not places.exists():
            raise Http404
        if form.is_valid() and _taken(request, form, relative=relative):
            return redirect("books_staff:rosters")
    values = {
        "rosters": Roster.objects.visible_to(me(request))
        .select_related("place", "by")
        .order_by("-period", "pk")[:200],
        "relatives": _relatives(request),
        "load": load,
        "declare": declare,
    }
    return page(request, "rosters", values, status=422 if form.errors else 200)


def _relatives(request: HttpRequest) -> Any:
    here = Relative.objects.filter(place__in=my_villages(request, READERS))
    return here.select_related("place", "cadre").order_by("place__path", "pk")[:200]


def _taken(request: HttpRequest, form: Any, *, relative: bool) -> bool:
    try:
        if relative:
            actions.declare_relative(by=me(request), **form.cleaned_data)
        else:
            given = dict(form.cleaned_data)
            file = given.pop("file")
            with forms.on_disk(file) as (path, digest):
                sheet = open_sheet(path, name=file.name, known=table.ALL_KNOWN)
                rows = list(table.rows(sheet))
            actions.load_roster(rows=rows, sha256=digest, by=me(request), **given)
    except Refused as no:
        form.refuse(no)
        return False
    return True
