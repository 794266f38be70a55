from sanan.kit.errors import Refused
from sanan.people.enums import Role
from sanan.process.declare import ANYONE, SYSTEM, Process, Relation, Verb

from .models import Shelf, ShelfState

S = ShelfState
OWNER = Relation(
    "owner",
    lambda shelf, by: by is not None and shelf.owner_id == by.pk,
    whose="这一步由放东西的人来办。",
)


def still_there(shelf, by, at):
    return Refused("东西坏了，不能取。", "broken") if "broken" in shelf.tags else None


SHELF = Process(
    "shelf",
    Shelf,
    states=ShelfState,
    title="一件东西",
    verbs=[
        Verb("put", [], S.SHOWN, label="摆上", relations=[ANYONE], public=True),
        Verb("take", [S.SHOWN], S.TAKEN, label="取走", relations=[ANYONE], when=still_there),
        Verb("bring_back", [S.TAKEN], S.SHOWN, label="还回来", relations=[OWNER]),
        Verb("mark", [S.SHOWN, S.TAKEN], label="写一句", roles=[Role.VILLAGE_CADRE]),
        Verb(
            "close",
            [S.SHOWN],
            S.CLOSED,
            label="收起来",
            roles=[Role.VILLAGE_CADRE],
            relations=[OWNER],
            told="收起来了",
        ),
        Verb("lapse", [S.SHOWN], S.CLOSED, label="过期", relations=[SYSTEM]),
    ],
)
