"""The lives of a building's hand-over and of one family's way to its keys; defects as repair cases."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.cases.kinds import Kind
from sanan.cases.models import Case
from sanan.kit.errors import Refused
from sanan.livelihood.enums import FINISHERS, HELPERS, KEEPERS, HandoverState, HomeState
from sanan.livelihood.models import Defect, Handover, Home
from sanan.people.models import Person
from sanan.process.declare import OPERATOR, Process, Relation, Sentence, Verb

_H, _S = HandoverState, HomeState
FAMILY = Relation("family", whose=_("这一步由这一户自己来办。"))
"""Whoever holds the family's query code, or signed in with the family's number."""


def _everyone_through(thing: Handover, _by: Person | None, _at: datetime) -> Refused | None:
    left = thing.homes.exclude(state=HomeState.SURVEYED).count()
    if left:
        sentence = _("还有 %(n)d 户没有办完领钥匙和回访，一户一户跟到底。")
        return Refused(sentence % {"n": left}, "homes_left")
    return None


def _their_turn(thing: Home, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.handover.state != HandoverState.DRAWN or thing.turn is None:
        return Refused(_("选房顺序还没有抽出来，等公开抽签以后再选。"), "not_drawn")
    before = thing.handover.homes.filter(turn__lt=thing.turn, state=HomeState.WAITING)
    if (first := before.order_by("turn").first()) is not None:
        sentence = _("还没轮到：第 %(turn)d 号先选。")
        return Refused(sentence % {"turn": first.turn or 0}, "not_their_turn")
    return None


def _meters_read(thing: Home, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.water is None or thing.power is None or thing.keys is None:
        return Refused(_("还没有抄水表电表、点钥匙，请先在验房里填好。"), "no_meters")
    return None


def open_defects(home: Home) -> int:
    """How many defects of the dwelling are not mended yet."""
    return Case.objects.filter(defect__home=home).open().count()


HANDOVER = Process(
    "handover",
    Handover,
    states=HandoverState,
    title=_("交房"),
    verbs=[
        Verb("open", [], _H.BUILT, label=_("开始一栋楼的交房"), roles=KEEPERS),
        Verb(
            "accept",
            [_H.BUILT],
            _H.ACCEPTED,
            label=_("登记竣工验收"),
            told=_("通过竣工验收"),
            roles=KEEPERS,
            public=True,
        ),
        Verb(
            "commit",
            [_H.ACCEPTED],
            _H.COMMITTED,
            label=_("公布抽签办法"),
            told=_("公布了抽签办法和名单"),
            roles=KEEPERS,
            public=True,
        ),
        Verb(
            "draw",
            [_H.COMMITTED],
            _H.DRAWN,
            label=_("公开抽签"),
            told=_("公开抽出了选房顺序"),
            roles=KEEPERS,
            public=True,
        ),
        Verb(
            "close",
            [_H.DRAWN],
            _H.CLOSED,
            label=_("全部交完，结束"),
            told=_("全部交完"),
            roles=KEEPERS,
            when=_everyone_through,
            public=True,
        ),
    ],
)

HOME = Process(
    "handover_home",
    Home,
    states=HomeState,
    title=_("一户领钥匙"),
    thing="home",
    joins=("place", "handover", "household", "dwelling"),
    refreshed=("turn",),  # drawn for all at once, and worked out again from the draw's own entry
    verbs=[
        Verb("enter", [], _S.WAITING, label=_("列入交房"), roles=KEEPERS, relations=[OPERATOR]),
        Verb(
            "choose",
            [_S.WAITING],
            _S.CHOSEN,
            label=_("选定房号"),
            told=_("选定了房号"),
            roles=KEEPERS,
            when=_their_turn,
            public=True,
        ),
        Verb(
            "inspect",
            [_S.CHOSEN, _S.INSPECTED],
            _S.INSPECTED,
            label=_("验房"),
            told=_("验了房"),
            roles=FINISHERS,
            public=True,
        ),
        Verb(
            "receive",
            [_S.INSPECTED],
            _S.RECEIVED,
            label=_("签字领钥匙"),
            told=_("签字领了钥匙"),
            roles=KEEPERS,
            relations=[FAMILY],
            when=_meters_read,
            public=True,
        ),
        Verb(
            "survey",
            [_S.RECEIVED],
            _S.SURVEYED,
            label=_("回访"),
            told=_("做了回访"),
            roles=HELPERS,
            relations=[FAMILY],
            public=True,
        ),
    ],
)


def _facts(case: Case) -> Iterator[tuple[Sentence, str]]:
    own = Defect.objects.select_related("home__handover", "home__dwelling").get(case=case)
    number = own.home.dwelling.number if own.home.dwelling else ""
    yield _("哪一套房"), f"{own.home.handover.title} {number}"
    yield _("房里哪里"), own.spot


REPAIR = Kind(name="handover_repair", label=_("交房维修"), facts=_facts, published=False)
"""A defect found when a family went through its dwelling: a case like any other, in nobody's public list."""
