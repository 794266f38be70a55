"""The page of a list, its Excel file, and the links to what stands beside a row.

    LIST = Lists(SHELVES, "shelves_staff:board", template="shelves/list.html", gate=desk(), frame=page)
    urlpatterns = [path("", LIST.view, name="board")]

A thing's page gives `LIST.beside(request, thing)` to `lists/_beside.html`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from sanan.kit import clock
from sanan.kit.downloads import excel
from sanan.kit.paging import page_number
from sanan.lists import queries
from sanan.lists.declare import Asked, List
from sanan.people import access
from sanan.people.actions.consents import note_export
from sanan.process.bulk import MOST, Bulk

Gate = Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class Lists:
    """The page of one list. `frame` renders `template`, which includes `lists/_list.html`.

    `show` gives what the page shows besides, `many` the verbs for chosen rows.
    """

    listed: List
    template: str
    gate: Gate
    frame: Callable[..., HttpResponse] = access.page
    many: Callable[[], Bulk[Any]] | None = None
    show: Callable[[HttpRequest, Asked], Mapping[str, Any]] = lambda _request, _asked: {}

    @property
    def view(self) -> Callable[..., HttpResponseBase]:
        """The view: the page, or with `?xlsx` the file, whose taking stands on the record."""
        guarded: Callable[..., HttpResponseBase] = require_safe(self.gate(self._view))
        return guarded

    def _view(self, request: HttpRequest, **args: Any) -> HttpResponse:
        asked = self.listed.read(request.GET.dict(), access.me(request), clock.now(), **args)
        if "xlsx" in request.GET:
            return self._file(asked)
        number = page_number(request.GET.get("page"))
        found = queries.shown(self.listed, asked, address=request.path, number=number)
        values = {"list": found, **self._many(asked), **self.show(request, asked)}
        return self.frame(request, self.template, values)

    def _many(self, asked: Asked) -> dict[str, Any]:
        """The verbs that whoever looks could use on rows of this list, and how rows are named."""
        if self.many is None:
            return {}
        bulk, state = self.many(), asked.chosen.get("state", "")
        process = bulk.pages.process
        states = {state} if state in process.states.values else None
        return {"bulk": bulk.offered(asked.person, states), "thing_name": process.thing}

    def keys(self, request: HttpRequest, query: str) -> list[str]:
        """How the rows are named that the list holds for a query, for the verbs for many."""
        given = QueryDict(query.removeprefix("?")).dict()
        asked = self.listed.read(given, access.me(request), clock.now())
        return [self.listed.key(row) for row in self.listed.found(asked)[: MOST + 1]]

    def _file(self, asked: Asked) -> HttpResponse:
        content, rows = queries.sheet(self.listed, asked)
        what = {"list": self.listed.name, **asked.args, **asked.chosen}
        note_export(what=what, rows=rows, by=asked.person, at=asked.now)
        return excel(content, f"{self.listed.name}-{asked.now:%Y%m%d-%H%M}")

    def beside(self, request: HttpRequest, thing: Any) -> queries.Beside | None:
        """For whoever came from this list: where it goes on."""
        given = request.GET
        address = given.get("at", "")
        if given.get("list") != self.listed.name or not address.startswith("/staff/"):
            return None
        chosen = QueryDict(given.get("from", "")).dict()
        asked = self.listed.read(chosen, access.me(request), clock.now())
        return queries.beside(self.listed, asked, address=address, key=self.listed.key(thing))
