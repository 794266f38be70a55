"""The page of a list, its Excel file, and the links to what stands beside a row.

    LIST = Lists(SHELVES, "shelves_staff:board", template="shelves/list.html", gate=desk(), frame=page)
    urlpatterns = [path("", LIST.view, name="board")]

A thing's page gives `LIST.beside(request, thing)` to `lists/_beside.html`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sanan.kit import clock
from sanan.kit.downloads import excel
from sanan.kit.paging import page_number
from sanan.lists import queries
from sanan.lists.declare import Asked, List
from sanan.people import access
from sanan.people.actions.consents import note_export
from sanan.process.bulk import MOST, Bulk

Gate = Callable[[Any], Any]
WORDS = "…"
"""What the record of an export says for words that were searched: they may be somebody's name."""


@dataclass(frozen=True, kw_only=True)
class Lists:
    """The page of one list. `frame` renders `template`, which includes `lists/_list.html`.

    `show` gives what the page shows besides, `many` the verbs for chosen rows; where these are not told
    by a filter `state`, `states` gives the states that the rows may have. `home` is the name of the
    list's address, for links that do not say where it stands.
    """

    listed: List
    template: str
    gate: Gate
    frame: Callable[..., HttpResponse] = access.page
    many: Callable[[], Bulk[Any]] | None = None
    states: Callable[[Asked], Collection[str] | None] = lambda _asked: None
    show: Callable[[HttpRequest, Asked], Mapping[str, Any]] = lambda _request, _asked: {}
    home: str = ""

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
        found = queries.shown(
            self.listed,
            asked,
            address=request.path,
            number=number,
            unfolded="panel" in request.GET,
        )
        values = {"list": found, **self._many(asked), **self.show(request, asked)}
        return self.frame(request, self.template, values)

    def _many(self, asked: Asked) -> dict[str, Any]:
        """The verbs that whoever looks could use on rows of this list, and how rows are named."""
        if self.many is None:
            return {}
        bulk, state = self.many(), asked.chosen.get("state", "")
        process = bulk.pages.process
        states = self.states(asked) or ({state} if state in process.states.values else None)
        return {"bulk": bulk.offered(asked.person, states), "thing_name": process.thing}

    def keys(self, request: HttpRequest, query: str) -> list[str]:
        """How the rows are named that the list holds for a query, for the verbs for many."""
        given = QueryDict(query.removeprefix("?")).dict()
        asked = self.listed.read(given, access.me(request), clock.now())
        found = self.listed.found(asked)
        if self.listed.key_field and isinstance(found, QuerySet):
            return list(found.values_list(self.listed.key_field, flat=True)[: MOST + 1])
        return [self.listed.key(row) for row in found[: MOST + 1]]

    @property
    def picked(self) -> Callable[..., HttpResponseBase]:
        """The view of the file that holds only the chosen rows of a list with a `key_field`."""
        guarded: Callable[..., HttpResponseBase] = require_POST(self.gate(self._picked))
        return guarded

    def _picked(self, request: HttpRequest) -> HttpResponse:
        names = self.many().named(request)[:MOST] if self.many else []
        given = QueryDict(request.POST.get("back", "").removeprefix("?")).dict()
        asked = self.listed.read(given, access.me(request), clock.now())
        rows = self.listed.rows(asked).filter(**{f"{self.listed.key_field}__in": names})
        return self._file(asked, rows.order_by(*self.listed.ordering(asked)))

    def _file(self, asked: Asked, some: Any = None) -> HttpResponse:
        content, rows = queries.sheet(self.listed, asked, some)
        texts = {f.name for f in self.listed.filters if f.field == "text"}
        told = {n: WORDS if n in texts else v for n, v in self.listed.told(asked).items()}
        what = {"list": self.listed.name, **asked.args, **told}
        note_export(what=what, rows=rows, by=asked.person, at=asked.now)
        return excel(content, f"{self.listed.name}-{asked.now:%Y%m%d-%H%M}")

    def beside(self, request: HttpRequest, thing: Any) -> queries.Beside | None:
        """For whoever came from this list: where it goes on."""
        asked, address, number = self._came(request)
        if asked is None:
            return None
        key = self.listed.key(thing)
        return queries.beside(self.listed, asked, address=address, key=key, number=number)

    def _came(self, request: HttpRequest) -> tuple[Asked | None, str, int]:
        """The list as it was when a row of it was opened, where it stood, and on which page."""
        given, home = request.GET, reverse(self.home) if self.home else ""
        named = given.get("list") == self.listed.name
        address = given.get("at", home) if named else home if given.get("from") else ""
        if not address.startswith("/staff/") or not (named or "list" not in given):
            return None, "", 1
        chosen = QueryDict(given.get("from", "").removeprefix("?"))
        asked = self.listed.read(chosen.dict(), access.me(request), clock.now())
        return asked, address, page_number(chosen.get("page"))
