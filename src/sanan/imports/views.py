"""The pages of an import: send a file, see what would become of it and correct it, take it in."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sanan.imports import forms, keeping
from sanan.imports.commands import as_object, open_for
from sanan.imports.table import Table, which
from sanan.imports.taking import Outcome, Rejected, Terms, rejected_rows, take_in
from sanan.kit import clock, words
from sanan.kit.cells import Cell, Lost
from sanan.kit.downloads import excel
from sanan.kit.errors import Invalid, Refused
from sanan.kit.heads import shown
from sanan.kit.sheets import Sheet, write_sheet
from sanan.people import access
from sanan.places.models import PlaceQuerySet

MOST_ROWS = 20_000
SHOWN = 20
EXAMPLES, EXAMPLE = 2, 24
_SOURCE = 40
Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Looked:
    """A file as it was understood, and what became of its rows, or would."""

    table: Table
    sheet: Sheet
    columns: Mapping[str, str]
    rows: Sequence[tuple[int, Mapping[str, Cell]]]
    outcome: Outcome | None = None
    trouble: str = ""


@dataclass(frozen=True)
class Pages:
    """One room's pages of import; the room's door stands before each.

    `name` is the url name of the first, `name_look`, `name_done`, `name_rejected` are the others'.
    `tabs` is the room's own navigation, `more` what it needs.
    """

    tables: Sequence[Table]
    name: str
    title: str | Promise
    places: Callable[[HttpRequest], PlaceQuerySet]
    tabs: str = ""
    more: Callable[[HttpRequest], Mapping[str, Any]] = field(default=lambda _request: {})

    def upload(self, request: HttpRequest) -> HttpResponseBase:
        """The file."""
        form = forms.Upload(
            request.POST or None, request.FILES or None, places=self.places(request)
        )
        if request.method == "POST" and form.is_valid():
            try:
                made = self._keep(request, form.cleaned_data)
                open_for(self.tables, made.path, name=made.name)
            except Refused as no:
                form.add_error("file", str(no.sentence))
            else:
                return redirect(self._at("look", made.token))
        values = {"form": form, "known": self.tables}
        return self._page(request, "upload", values, status=422 if form.errors else 200)

    def look(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """What would become of it, by the columns as they were guessed or chosen; a POST takes it in.

        It is taken in only by the choices that were looked at: after a change it is shown once more.
        """
        file = keeping.kept(token, by=access.me(request).pk)
        data = request.POST if request.method == "POST" else request.GET
        sure = request.method == "POST" and "look" not in data
        sure = sure and data.get("seen") == forms.digest(data)
        found = self._looked(request, file, data, rehearse=not sure)
        if sure and found.outcome is not None:
            keeping.note_outcome(file, _plain(found.outcome, found.sheet))
            return redirect(self._at("done", token))
        form = forms.Choices(
            way=data.get("way"),
            tables=self.tables,
            table=found.table,
            sheet=found.sheet,
            columns=found.columns,
        )
        chosen = _chosen(form, found)
        values = {
            "file": file,
            "form": form,
            "seen": forms.digest(chosen),
            "changed": bool(data.get("seen")) and "look" not in data,
            "columns": _columns(form, found),
            "top": [form[name] for name in ("what", "sheet") if name in form.fields],
            "way": form["way"] if "way" in form.fields else None,
            "outcome": found.outcome,
            "trouble": found.trouble,
            "known_by": found.table.known_by,
            "lines": len(found.rows),
            **_told(found.outcome),
            "rejected_href": f"{self._at('rejected', token)}?{urlencode(chosen)}",
        }
        return self._page(request, "look", values)

    def done(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """What became of it."""
        file = keeping.kept(token, by=access.me(request).pk)
        outcome = keeping.outcome_of(file)
        if outcome is None:
            return redirect(self._at("look", token))
        values = {
            "file": file,
            "outcome": outcome,
            "rejected": outcome["rejections"][:SHOWN],
            "more": max(0, outcome["rejected"] - SHOWN),
            "again": reverse(self.name),
            "rejected_href": self._at("rejected", token),
        }
        return self._page(request, "done", values)

    def rejected(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """The rows that cannot be taken, as a table to put right: each with its line and reason."""
        file = keeping.kept(token, by=access.me(request).pk)
        outcome = keeping.outcome_of(file)
        if outcome is not None:
            rows = outcome["heads"], outcome["rows"]
        else:
            found = self._looked(request, file, request.GET, rehearse=True)
            if found.outcome is None:
                raise Invalid(found.trouble, "columns_missing")
            rows = rejected_rows(found.outcome, found.sheet.headers)
        out = io.BytesIO()
        write_sheet(out, *rows)
        return excel(out.getvalue(), "rejected")

    def _keep(self, request: HttpRequest, data: Mapping[str, Any]) -> keeping.Kept:
        name = words.clean_line(data["file"].name)
        source = words.clean_line(data["source"]) or name.rpartition(".")[0] or name
        return keeping.keep(
            name=name,
            blocks=data["file"].chunks(),
            size=data["file"].size,
            by=access.me(request).pk,
            source=source[:_SOURCE],
            place=data["place"].code,
            at=clock.now(),
        )

    def _looked(
        self, request: HttpRequest, file: keeping.Kept, data: Mapping[str, Any], *, rehearse: bool
    ) -> Looked:
        """The file as the choices say. Refusals of the whole stand in `trouble`."""
        tables = [t for t in self.tables if t.name == data.get("what")] or self.tables
        sheet = open_for(
            tables,
            file.path,
            name=file.name,
            title=data.get("sheet", ""),
            given=forms.given(data, tables[0]) if len(tables) == 1 else None,
        )
        table = which(tables, sheet.headers)
        rows = list(sheet.rows)
        given = forms.given(data, table)
        if given and not set(filter(None, given.values())) <= set(sheet.headers):
            given = None  # another sheet was chosen: its columns are looked for anew
        known = {name: column for name, column in (given or {}).items() if column}
        try:
            if len(rows) > MOST_ROWS:
                raise Invalid(
                    _("网页上一次最多导入 20,000 行。更大的表请系统管理员用命令行导入。"), "rows"
                )
            known = table.match(sheet.headers, given)
            terms = Terms(
                source=file.source,
                place=self.places(request).get(code=file.place),
                by=access.me(request),
                history=table.history and data.get("way") == forms.HISTORY,
                at=clock.now(),
            )
            outcome = take_in(table=table, rows=rows, columns=known, terms=terms, rehearse=rehearse)
        except Refused as no:
            guessed = known or table.guess(sheet.headers)
            return Looked(table, sheet, guessed, rows, trouble=str(no.sentence))
        return Looked(table, sheet, known, rows, outcome)

    def _at(self, page: str, token: str) -> str:
        return reverse(f"{self.name}_{page}", args=[token])

    def _page(
        self, request: HttpRequest, name: str, values: Mapping[str, Any], *, status: int = 200
    ) -> HttpResponse:
        frame = {"title": self.title, "tabs": self.tabs, "tab": "import", **self.more(request)}
        return access.page(request, f"imports/{name}.html", {**frame, **values}, status=status)


def _plain(outcome: Outcome, sheet: Sheet) -> dict[str, Any]:
    """What became of the rows as JSON, with the refused ones whole."""
    heads, rows = rejected_rows(outcome, sheet.headers)
    told = as_object(outcome) | {"asides": outcome.asides}
    written = [[v if isinstance(v, int | float | None) else str(v) for v in row] for row in rows]
    return told | {"heads": heads, "rows": written}


def _told(outcome: Outcome | None) -> dict[str, Any]:
    rejected: Sequence[Rejected] = outcome.rejected if outcome else ()
    noted: Sequence[Rejected] = outcome.noted if outcome else ()
    return {
        "rejected": _lines(rejected),
        "more": max(0, len(rejected) - SHOWN),
        "noted": _lines(noted),
        "able": bool(outcome and (outcome.imported or outcome.updated)),
    }


def _lines(rows: Sequence[Rejected]) -> list[dict[str, Any]]:
    return [{"line": row.line, "why": row.sentence} for row in rows[:SHOWN]]


def _columns(form: forms.Choices, found: Looked) -> list[dict[str, Any]]:
    """Each of our columns with its field and what stands in the column chosen for it."""
    rows = []
    for column in found.table.columns:
        header = found.columns.get(column.name)
        cells = [row.get(header) for _line, row in found.rows[:50]] if header else []
        texts = dict.fromkeys(
            words.clip(_text(cell), EXAMPLE) for cell in cells if cell is not None
        )
        rows.append(
            {
                "field": form[f"{forms.COLUMN}{column.name}"],
                "needed": bool(column.needed),
                "examples": list(texts)[:EXAMPLES],
            }
        )
    return rows


def _text(cell: Cell) -> str:
    return words.clean_line(cell.text if isinstance(cell, Lost) else shown(cell))


def _chosen(form: forms.Choices, found: Looked) -> dict[str, str]:
    """The choices as the page shows them."""
    values = {f"{forms.COLUMN}{c.name}": found.columns.get(c.name, "") for c in found.table.columns}
    if "what" in form.fields:
        values["what"] = found.table.name
    if "sheet" in form.fields:
        values["sheet"] = found.sheet.title
    if "way" in form.fields:
        values["way"] = str(form.initial["way"])
    return values
