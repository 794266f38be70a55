"""The desk of whoever keeps the books: villages, entries, the import of a sheet."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.books import actions, rules
from sanan.books.enums import KEEPERS, SheetState
from sanan.books.forms import sheet as table
from sanan.books.forms import staff as forms
from sanan.books.models import Account, Entry, Sheet
from sanan.books.queries import desk as reads
from sanan.books.queries import exports
from sanan.books.queries.statement import first_and_last, months, statement
from sanan.books.views.access import desk, me, my_villages, page
from sanan.kit import clock
from sanan.kit.downloads import excel
from sanan.kit.errors import Missing, Refused
from sanan.kit.sheets import open_sheet
from sanan.places import queries as places
from sanan.places.models import Place

SHOWN_ROWS = 300


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """Every village's money in a line, and what waits."""
    values = {
        "villages": reads.villages(me(request), timezone.localdate()),
        "colours": reads.colours(me(request)),
    }
    return page(request, "board", values)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*KEEPERS)
def new_account(request: HttpRequest) -> HttpResponse:
    """An account, with which a village's books begin."""
    form = forms.OpenAccount(request.POST or None, places=my_villages(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_account(by=me(request), **form.cleaned_data)
        except Refused as no:
            told(form, no)
        else:
            return redirect(_entries(made.place, ""))
    return page(request, "new_account", {"form": form}, status=422 if form.errors else 200)


def told(form: Any, no: Refused) -> None:
    """A refusal beside its field, input kept."""
    form.add_error(no.field if no.field in form.fields else None, str(no.sentence))


def village(request: HttpRequest, code: str) -> Place:
    """A village with books that this person may read; Missing for any other."""
    found = places.with_code(code)
    if found is None or not rules.may_read(found, me(request)):
        raise Missing(_("没有这个村的账。"), "no_village")
    return found


def _entries(place: Place, month: str) -> str:
    address = reverse("books_staff:entries", args=[place.code])
    return f"{address}?month={month}" if month else address


def month_of(request: HttpRequest) -> str:
    """The month in the address, else this one."""
    month = request.GET.get("month") or f"{timezone.localdate():%Y-%m}"
    first_and_last(month)
    return month


@require_safe
@desk()
def entries(request: HttpRequest, place: str) -> HttpResponse:
    """A village's month: every entry, what waits to be published."""
    here, month = village(request, place), month_of(request)
    rows = reads.entries_of(here, *first_and_last(month))
    values = {
        "place": here,
        "month": month,
        "months": months(here, published_only=False),
        "rows": rows,
        "statement": statement(here, month),
        "waiting": sum(row.published_at is None for row in rows),
        "keeps": rules.may_keep(here, me(request)),
    }
    return page(request, "entries", values)


@require_safe
@desk()
def entries_excel(request: HttpRequest, place: str) -> HttpResponse:
    """The same as an Excel file."""
    here, month = village(request, place), month_of(request)
    rows = reads.entries_of(here, *first_and_last(month))
    actions.note_export(place=here, what=f"entries {month}", count=len(rows), by=me(request))
    return excel(exports.entries_sheet(rows), f"books-{here.code}-{month}")


@require_POST
@desk(*KEEPERS)
def publish(request: HttpRequest, place: str) -> HttpResponse:
    """A month, for everyone."""
    here, month = village(request, place), request.POST.get("month", "")
    shown = actions.publish_month(place=here, month=month, by=me(request))
    messages.info(request, _("%(n)d 笔已经公开,村民现在就能看到。") % {"n": len(shown)})
    return redirect(_entries(here, month))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*KEEPERS)
def new_entry(request: HttpRequest, place: str) -> HttpResponse:
    """One line of the books."""
    here = village(request, place)
    form = forms.Enter(request.POST or None, place=here, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter(by=me(request), **form.told())
        except Refused as no:
            told(form, no)
        else:
            return redirect("books_staff:entry", made.code)
    status = 422 if form.errors else 200
    return page(request, "new_entry", {"form": form, "place": here}, status=status)


def my_entry(request: HttpRequest, code: str) -> Entry:
    """An entry that this person may read."""
    found = Entry.objects.visible_to(me(request)).select_related(
        "place", "account", "contract", "by", "sheet", "reverses"
    )
    return get_object_or_404(found, code=code)


@require_safe
@desk()
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One entry with its papers."""
    return entry_page(request, my_entry(request, code))


def entry_page(request: HttpRequest, found: Entry, wrong: Any = None) -> HttpResponse:
    """The page of an entry, with a form that was not in order."""
    able = rules.allowed(found, me(request))
    reversible = rules.EntryVerb.REVERSE in able and found.reverses_id is None
    values = {
        "entry": found,
        "vouchers": found.vouchers.select_related("confirmed_by").order_by("pk"),
        "keeps": rules.may_keep(found.place, me(request)),
        "photo_form": forms.PhotoForm(),
        "reverse_form": forms.ReverseForm() if reversible else None,
        "reversal": Entry.objects.filter(reverses=found).first(),
        "approvals": [(DUTIES.get(duty, duty), who) for duty, who in found.approvals],
    }
    if wrong is not None:
        values["photo_form" if isinstance(wrong, forms.PhotoForm) else "reverse_form"] = wrong
    return page(request, "entry", values, status=422 if wrong is not None else 200)


DUTIES = {"handled": lazy("经手"), "witnessed": lazy("证明"), "approved": lazy("审批")}


@require_POST
@desk(*KEEPERS)
def reverse_entry(request: HttpRequest, code: str) -> HttpResponse:
    """红字冲销."""
    found = my_entry(request, code)
    form = forms.ReverseForm(request.POST)
    if not form.is_valid():
        return entry_page(request, found, form)
    made = actions.reverse(entry=found, by=me(request), **form.cleaned_data)
    return redirect("books_staff:entry", made.code)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*KEEPERS)
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Upload an accounting sheet; nothing enters the books before it was looked at."""
    form = forms.SheetForm(request.POST or None, request.FILES or None, person=me(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = _read(request, form)
        except Refused as no:
            told(form, no)
        else:
            return redirect("books_staff:sheet", made.code)
    waiting = Sheet.objects.visible_to(me(request)).select_related("place", "by").order_by("-pk")
    values = {"form": form, "sheets": waiting[:20]}
    return page(request, "import", values, status=422 if form.errors else 200)


def _read(request: HttpRequest, form: forms.SheetForm) -> Sheet:
    data = form.cleaned_data
    account: Account = data["account"]
    with forms.on_disk(data["file"]) as (path, digest):
        sheet = open_sheet(path, name=data["file"].name, known=table.ALL_KNOWN)
        column_of = table.columns(sheet.headers, table.pairs(data["mapping"]))
        rows = list(table.rows(sheet, column_of, data["year"] or clock.now().year))
    return actions.read_sheet(
        account=account, name=data["file"].name, sha256=digest, rows=rows, columns=column_of,
        by=me(request),
    )  # fmt: skip


def _sheet(request: HttpRequest, code: str) -> Sheet:
    found = Sheet.objects.visible_to(me(request)).select_related("place", "account", "by")
    return get_object_or_404(found, code=code)


@require_safe
@desk()
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """What a sheet would bring into the books."""
    return _sheet_page(request, _sheet(request, code))


def _sheet_page(request: HttpRequest, found: Sheet, wrong: Any = None) -> HttpResponse:
    from sanan.books.enums import Category

    named = dict(Category.choices)
    rows = [{**row, "category": named.get(row["category"], "")} for row in found.rows[:SHOWN_ROWS]]
    values = {
        "sheet": found,
        "rows": rows,
        "more": max(len(found.rows) - SHOWN_ROWS, 0),
        "waits": found.state == SheetState.SHOWN and rules.may_keep(found.place, me(request)),
        "form": wrong or forms.LoadForm(),
    }
    return page(request, "sheet", values, status=422 if wrong else 200)


@require_POST
@desk(*KEEPERS)
def load_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Take it in, whole."""
    found, form = _sheet(request, code), forms.LoadForm(request.POST)
    if not form.is_valid():
        return _sheet_page(request, found, form)
    try:
        actions.load_sheet(sheet=found, by=me(request), **form.cleaned_data)
    except Refused as no:
        if no.field not in form.fields:
            raise
        told(form, no)
        return _sheet_page(request, found, form)
    messages.info(request, _("%(n)d 笔已经入账。") % {"n": found.count})
    return redirect("books_staff:sheet", found.code)


@require_POST
@desk(*KEEPERS)
def discard_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Do not use it."""
    actions.discard_sheet(sheet=_sheet(request, code), by=me(request))
    return redirect("books_staff:import")
