from django.urls import reverse

from sanan.lists.declare import Column, Filter, List, View, by_field

from .models import Shelf, ShelfState


def _worn(rows, _value, _asked):
    return [shelf for shelf in rows if "broken" in shelf.tags]


LIST = List(
    name="shelves",
    title="货架上的东西",
    rows=lambda _asked: Shelf.objects.all(),
    order=["pk"],
    href=lambda shelf: reverse("shelves_staff:shelf", args=[shelf.code]),
    empty="货架是空的。",
    fallback={"state": "shown"},
    columns=[
        Column("东西", lambda shelf: shelf.what, sort="what", width=30),
        Column("现在", lambda shelf: shelf.get_state_display()),
        Column("编号", lambda shelf: shelf.code, shown=False),
    ],
    filters=[
        Filter(
            "state",
            "现在",
            [*ShelfState.choices, ("all", "全部")],
            narrow=lambda rows, v, _a: rows if v == "all" else by_field("state")(rows, v, _a),
        ),
        Filter("worn", "样子", known=lambda v: "坏了的" if v == "1" else "", narrow=_worn),
    ],
    views=[View("摆着的", {"state": "shown"}), View("取走的", {"state": "taken"}, "amber")],
    size=3,
)
