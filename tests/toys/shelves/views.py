from django.shortcuts import get_object_or_404

from sanan.kit.errors import Invalid
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.people.enums import Role
from sanan.process.bulk import Bulk
from sanan.process.forms import Nothing, VerbForm, line
from sanan.process.pages import Pages
from sanan.process.queries import timeline

from . import actions  # noqa: F401 - they do the verbs
from .lists import LIST
from .models import Shelf
from .rules import SHELF

desk = access.desk_of(Role.VILLAGE_CADRE, Role.LEADER)


class Reason(VerbForm):
    reason = line("为什么", 20)
    danger = True

    def given(self):
        if self.cleaned_data["reason"] == "无":
            raise Invalid("请写清楚。", "vague", field="reason")
        return super().given()


class Tool(VerbForm):
    tool = line("哪件工具")


class Mark(VerbForm):
    note = line("写一句")


@desk()
def board(request):
    return access.page(request, "shelves/board.html", {"shelves": Shelf.objects.all()})


SHELF_LIST = Lists(listed=LIST, template="shelves/list.html", gate=desk(), many=lambda: MANY)


SHELVES = Pages(
    process=SHELF,
    room="shelves_staff",
    prefix="things",
    name="shelf",
    template="shelves/shelf.html",
    find=lambda _request, code: get_object_or_404(Shelf.objects.select_related("place"), code=code),
    show=lambda _request, shelf: {
        "story": timeline(SHELF, shelf),
        "beside": SHELF_LIST.beside(_request, shelf),
    },
    forms={"take": Nothing, "bring_back": Nothing, "mark": Mark, "close": Reason},
    gate=desk(),
)


class MarkEach(VerbForm):
    """A word for all, or each its own where none was written."""

    note = line("写一句", required=False)

    def given_for(self, thing):
        if thing.what == "锯" and not self.cleaned_data["note"]:
            raise Invalid(f"{thing.what}没有话可写。", "wordless")
        return {"note": self.cleaned_data["note"] or f"{thing.what}的标签"}


MANY = Bulk(
    pages=SHELVES,
    forms={"mark": MarkEach, "close": Reason},
    chosen=lambda _request, codes: Shelf.objects.filter(code__in=codes).order_by("pk"),
    told=lambda shelf: (shelf.what, ""),
    back="shelves_staff:board",
)
