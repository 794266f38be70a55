"""The auditor's pages: the record as it was written, and who looked behind masks."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sanan.ledger.models import Entry
from sanan.people import actions, queries
from sanan.people.access import me, needs
from sanan.people.forms import staff as forms
from sanan.people.queries import Search
from sanan.people.rules import Verb

A_PAGE, AT_ONCE = 100, 2000


@needs(Verb.SEE_RECORD)
def record(request: HttpRequest) -> HttpResponse:
    """What happened, newest first."""
    form, search = _search(request)
    rows = list(queries.entries(search, before=_before(request))[: A_PAGE + 1])
    return render(request, "people/record.html", _page(form, queries.named(rows)))


@needs(Verb.SEE_RECORD)
def reveals(request: HttpRequest) -> HttpResponse:
    """Who looked behind a mask, at what, and for what purpose."""
    form, search = _search(request)
    rows = queries.reveals(search, before=_before(request), most=A_PAGE + 1)
    return render(request, "people/reveals.html", _page(form, rows))


@needs(Verb.SEE_RECORD)
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The rows found, as a table that names who took them and when."""
    form = forms.RecordSearch(request.POST)
    search = Search(**_given(form)) if form.is_valid() else Search()
    person = me(request)
    found = queries.entries(search)
    actions.note_export(what=_given(form) if form.is_valid() else {}, rows=found.count(), by=person)
    mark = _("%(name)s 于 %(at)s 导出") % {
        "name": person.name,
        "at": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
    answer = StreamingHttpResponse(_table(found, mark), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="record.csv"'
    return answer


def _table(found: QuerySet[Entry], mark: str) -> Iterator[bytes]:
    yield "\ufeff".encode()
    head = [
        *(_("序号"), _("发生了什么"), _("事件"), _("编号"), _("谁"), _("时间")),
        *(_("公开记录里的位置"), _("指纹")),
    ]
    yield _line([mark])
    yield _line(head)
    source = found.iterator(chunk_size=AT_ONCE)
    while rows := queries.named(list(islice(source, AT_ONCE))):
        for entry in rows:
            at = timezone.localtime(entry.at)
            position = "" if entry.position is None else entry.position
            row: list[object] = [
                entry.pk,
                entry.said,
                entry.event,
                entry.subject,
                entry.who,
                f"{at:%F %T}",
            ]
            yield _line([*row, position, entry.commit.hex()])


def _line(row: Sequence[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(row)
    return out.getvalue().encode()


def _search(request: HttpRequest) -> tuple[forms.RecordSearch, Search]:
    form = forms.RecordSearch(request.GET)
    return form, Search(**_given(form)) if form.is_valid() else Search()


def _given(form: forms.RecordSearch) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if value}


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _page(form: forms.RecordSearch, rows: Sequence[object]) -> dict[str, object]:
    return {"form": form, "rows": rows[:A_PAGE], "older": len(rows) > A_PAGE}
