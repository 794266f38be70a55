"""Assets, contracts and arrears, rosters and declared relatives at the desk."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.books import actions, rules
from sanan.books.enums import KEEPERS, READERS, ContractKind
from sanan.books.forms import roster as table
from sanan.books.forms import staff as forms
from sanan.books.forms.fields import DeskForm
from sanan.books.models import Asset, Contract, Relative, Roster
from sanan.books.queries import exports
from sanan.books.queries.arrears import NOTHING, arrears
from sanan.books.rules import ContractVerb
from sanan.books.views.access import desk, me, my_villages, page
from sanan.books.views.money import told
from sanan.kit.downloads import excel
from sanan.kit.errors import Refused
from sanan.kit.paging import page_number
from sanan.kit.sheets import open_sheet

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
                told(form, no)
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
    form = forms.SignContract(request.POST or None, places=my_villages(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.sign_contract(by=me(request), **form.told())
        except Refused as no:
            told(form, no)
        else:
            return redirect("books_staff:contract", made.code)
    return page(request, "new_contract", {"form": form}, status=422 if form.errors else 200)


VERBS: dict[ContractVerb, tuple[type[DeskForm], Callable[..., Any]]] = {
    ContractVerb.RECEIVE: (forms.ReceiveRent, actions.receive_rent),
    ContractVerb.ACCEPT: (forms.AcceptWorks, actions.accept_works),
    ContractVerb.SETTLE: (forms.SettleWorks, actions.settle_works),
    ContractVerb.HAND_BACK: (forms.HandBack, actions.hand_back),
    ContractVerb.TERMINATE: (forms.Terminate, actions.terminate),
}
LABELS = {
    ContractVerb.RECEIVE: _("收租"),
    ContractVerb.ACCEPT: _("登记验收"),
    ContractVerb.SETTLE: _("登记结算"),
    ContractVerb.HAND_BACK: _("登记交还"),
    ContractVerb.TERMINATE: _("提前终止"),
}
OF_LEASES = frozenset({ContractVerb.RECEIVE})
OF_WORKS = frozenset({ContractVerb.ACCEPT, ContractVerb.SETTLE})


def _contract(request: HttpRequest, code: str) -> Contract:
    found = Contract.objects.visible_to(me(request)).select_related("place", "asset")
    return get_object_or_404(found, code=code)


def _form(verb: ContractVerb, found: Contract, data: Any = None) -> Any:
    more: dict[str, Any] = {"auto_id": f"id_{verb}_%s"}
    if verb == ContractVerb.RECEIVE:
        more["contract"] = found
    return VERBS[verb][0](data, **more)


@require_safe
@desk()
def contract(request: HttpRequest, code: str) -> HttpResponse:
    """One contract: terms, rents, what was paid under it, what can be done."""
    return _page(request, _contract(request, code))


def _page(request: HttpRequest, found: Contract, wrong: Any = None) -> HttpResponse:
    lease = found.kind == ContractKind.LEASE
    able = [
        verb for verb in rules.allowed(found, me(request))
        if isinstance(verb, ContractVerb) and verb not in (OF_WORKS if lease else OF_LEASES)
    ]  # fmt: skip
    shown = {verb: _form(verb, found) for verb in able} | (wrong or {})
    today = timezone.localdate()
    values = {
        "contract": found,
        "lease": lease,
        "owed": arrears([found], today).get(found.pk, NOTHING),
        "expired": found.expired(today),
        "entries": found.entries.order_by("-on", "-pk")[:100],
        "verbs": [(verb, LABELS[verb], form) for verb, form in shown.items()],
    }
    return page(request, "contract", values, status=422 if wrong else 200)


@require_POST
@desk(*KEEPERS)
def contract_do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on one contract."""
    found = _contract(request, code)
    if verb not in VERBS:
        raise Http404
    named = ContractVerb(verb)
    form = _form(named, found, request.POST)
    if form.is_valid():
        try:
            VERBS[named][1](contract=found, by=me(request), **form.cleaned_data)
        except Refused as no:
            if no.field not in form.fields:
                raise
            told(form, no)
        else:
            return redirect("books_staff:contract", found.code)
    return _page(request, found, {named: form})


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
        told(form, no)
        return False
    return True
