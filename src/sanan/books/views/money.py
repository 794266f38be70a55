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
from sanan.books.enums import KEEPERS, Category
from sanan.books.forms import sheet as table
from sanan.books.forms import staff as forms
from sanan.books.models import Account, BookEntry, Sheet
from sanan.books.queries import desk as reads
from sanan.books.queries import exports
from sanan.books.queries.statement import first_and_last, months, statement
from sanan.books.rules import ENTRY, SHEET
from sanan.books.views.access import desk, me, my_villages, page
from sanan.kit import clock
from sanan.kit.downloads import excel
from sanan.kit.errors import Missing
from sanan.kit.sheets import open_sheet
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

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
    return one_form(
        request,
        forms.OpenAccount(request.POST or None, places=my_villages(request)),
        lambda given: actions.open_account(by=me(request), **given),
        lambda made: _entries(made.place, ""),
        "new_account",
        frame=page,
    )


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
    messages.info(request, _("%(n)d 笔已经公开，村民现在就能看到。") % {"n": len(shown)})
    return redirect(_entries(here, month))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*KEEPERS)
def new_entry(request: HttpRequest, place: str) -> HttpResponse:
    """One line of the books."""
    here = village(request, place)
    form = forms.Enter(request.POST or None, thing=here, initial={"on": timezone.localdate()})
    return one_form(
        request,
        form,
        lambda given: actions.enter(by=me(request), **given),
        ENTRIES.address,
        "new_entry",
        {"place": here},
        frame=page,
    )


def my_entry(request: HttpRequest, code: str) -> BookEntry:
    """An entry that this person may read."""
    found = BookEntry.objects.visible_to(me(request)).select_related(
        "place", "account", "contract", "by", "sheet", "reverses"
    )
    return get_object_or_404(found, code=code)


DUTIES = {"handled": lazy("经手"), "witnessed": lazy("证明"), "approved": lazy("审批")}


def _entry_shown(request: HttpRequest, found: BookEntry) -> dict[str, Any]:
    """Its papers, who signed, what it is reversed by, its story."""
    return {
        "vouchers": found.vouchers.select_related("confirmed_by").order_by("pk"),
        "keeps": rules.may_keep(found.place, me(request)),
        "photo_form": forms.PhotoForm(),
        "reversal": BookEntry.objects.filter(reverses=found).first(),
        "approvals": [(DUTIES.get(duty, duty), who) for duty, who in found.approvals],
        "story": timeline(ENTRY, found),
    }


def _after_entry(_request: HttpRequest, found: BookEntry, _verb: str) -> str:
    return ENTRIES.address(found.reversal)


ENTRIES = Pages(
    process=ENTRY,
    room="books_staff",
    prefix="entries",
    name="entry",
    template="entry",
    find=my_entry,
    show=_entry_shown,
    forms={"reverse": forms.ReverseForm},
    after=_after_entry,
    gate=desk(),
    acting=desk(*KEEPERS),
    frame=page,
)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*KEEPERS)
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Upload an accounting sheet; nothing enters the books before it was looked at."""
    waiting = Sheet.objects.visible_to(me(request)).select_related("place", "by").order_by("-pk")
    return one_form(
        request,
        forms.SheetForm(request.POST or None, request.FILES or None, person=me(request)),
        lambda given: _read(request, given),
        SHEETS.address,
        "import",
        {"sheets": waiting[:20]},
        frame=page,
    )


def _read(request: HttpRequest, data: dict[str, Any]) -> Sheet:
    account: Account = data["account"]
    with forms.on_disk(data["file"]) as (path, digest):
        sheet = open_sheet(path, name=data["file"].name, known=table.ALL_KNOWN)
        column_of = table.columns(sheet.headers, table.pairs(data["mapping"]))
        rows = list(table.rows(sheet, column_of, data["year"] or clock.now().year))
    return actions.read_sheet(
        account=account,
        name=data["file"].name,
        sha256=digest,
        rows=rows,
        columns=column_of,
        by=me(request),
    )


def _sheet(request: HttpRequest, code: str) -> Sheet:
    found = Sheet.objects.visible_to(me(request)).select_related("place", "account", "by")
    return get_object_or_404(found, code=code)


def _sheet_shown(_request: HttpRequest, found: Sheet) -> dict[str, Any]:
    """What a sheet would bring into the books, and its story."""
    named = dict(Category.choices)
    rows = [{**row, "category": named.get(row["category"], "")} for row in found.rows[:SHOWN_ROWS]]
    more = max(len(found.rows) - SHOWN_ROWS, 0)
    return {"rows": rows, "more": more, "story": timeline(SHEET, found)}


def _after_sheet(_request: HttpRequest, found: Sheet, verb: str) -> str:
    return reverse("books_staff:import") if verb == "discard" else SHEETS.address(found)


SHEETS = Pages(
    process=SHEET,
    room="books_staff",
    prefix="sheets",
    name="sheet",
    template="sheet",
    find=_sheet,
    show=_sheet_shown,
    forms={"load": forms.LoadForm, "discard": Nothing},
    after=_after_sheet,
    gate=desk(),
    acting=desk(*KEEPERS),
    frame=page,
)
