"""The life of an order as data: which verb leads from where to where, and who may use it.

Source: domain brief §2.4 and 志愿服务条例 art. 25 (nobody may be forced to serve): nobody is ever
assigned. A dispatch asks; only whoever is asked takes it, and may give it back.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden, Refused
from sanan.kit.tones import Tone
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import ANYONE, SYSTEM, Process, Relation, Verb
from sanan.services.enums import DESK, PROXIES, SEEKING, Answer, State, To
from sanan.services.models import Helper, Order

UNCLAIMED_AFTER = timedelta(hours=48)
"""T: nobody has taken it for so long, so it goes to the branch, and then to the joint committee."""
LONGEST_VISIT = timedelta(hours=12)


def _helps(order: Order, by: Person | None) -> bool:
    return by is not None and may_take(order, by)


def _asked(order: Order, by: Person | None) -> bool:
    pending = order.offers.filter(person=by, answer=Answer.PENDING)
    return by is not None and bool(pending.exists())


def _is(field: str) -> Callable[[Order, Person | None], bool]:
    return lambda order, by: by is not None and getattr(order, field) == by.pk


REQUESTER = Relation("requester", _is("requester_id"))
"""Whoever ordered; also whoever holds the query code."""
PROXY = Relation("proxy", _is("entered_by_id"))
"""Whoever ordered for somebody else."""
TAKER = Relation("taker", _is("taker_id"), _("这一步由接单的人来办。"))
HELPER = Relation("helper", _helps, _("这一单没有派到您这里。"))
"""Someone to whom it was put: by name, through a team, or with everyone registered."""
ASKED = Relation("asked", _asked, _("这一单没有在问您。"))


def _taken(verb: Verb, order: Order, by: Person | None) -> Refused | None:
    """Told ahead of everything, also to those who may no longer see it: somebody was faster."""
    if verb.name != "claim" or order.taker_id is None or by is None:
        return None
    if helper_of(order, by) is None:
        return None
    if order.taker_id == by.pk:
        return Refused(_("这一单已经是您的了。"), "yours_already")
    return Refused(_("刚刚有人先接了这一单。谢谢您，看看别的吧。"), "taken")


def _by_another(order: Order, by: Person | None, _at: datetime) -> Refused | None:
    if by is not None and order.taker_id == by.pk:
        return Refused(_("自己做的单要由另一个人来核对。"), "own")
    return None


_S = State
ORDER = Process(
    "order",
    Order,
    states=State,
    tones={
        Tone.DONE: [State.RATED, State.ARCHIVED],
        Tone.SOON: [
            State.PLACED,
            State.SCREENED,
            State.DISPATCHED,
            State.UNCLAIMED,
            State.RAISED,
            State.CLAIMED,
            State.SCHEDULED,
            State.SERVING,
            State.FINISHED,
        ],
    },
    title=_("互助的一单"),
    joins=("place", "village"),
    elsewhere=_("这一单现在是“%(state)s”，不能这样办。请刷新页面看最新进展。"),
    before=_taken,
    verbs=[
        Verb("place", [], _S.PLACED, label=_("下了单"), relations=[ANYONE], public=True),
        Verb("screen", [_S.PLACED], _S.SCREENED, label=_("看过，可以派"), roles=DESK),
        Verb(
            "reject",
            [_S.PLACED, _S.SCREENED, *SEEKING],
            _S.REJECTED,
            label=_("不能安排"),
            told=_("社区看了，不能安排："),
            roles=DESK,
            public=True,
        ),
        Verb("dispatch", [_S.SCREENED, *SEEKING], _S.DISPATCHED, label=_("派单"), roles=DESK),
        Verb("reoffer", [_S.DISPATCHED], label=_("再问别人"), relations=[SYSTEM]),
        Verb(
            "lapse",
            [_S.DISPATCHED],
            _S.UNCLAIMED,
            label=_("两天没有人接，支部在想办法"),
            relations=[SYSTEM],
            public=True,
        ),
        Verb(
            "raise",
            [_S.UNCLAIMED],
            _S.RAISED,
            label=_("交给大党委商量"),
            roles=DESK,
            relations=[SYSTEM],
            public=True,
        ),
        Verb(
            "claim",
            SEEKING,
            _S.CLAIMED,
            label=_("我来接"),
            told=_("有人接了"),
            relations=[HELPER],
            public=True,
        ),
        Verb("decline", SEEKING, label=_("这次不行"), relations=[ASKED]),
        Verb(
            "release",
            [_S.CLAIMED, _S.SCHEDULED],
            _S.DISPATCHED,
            label=_("去不了，退回去"),
            relations=[TAKER],
        ),
        Verb(
            "schedule",
            [_S.CLAIMED, _S.SCHEDULED],
            _S.SCHEDULED,
            label=_("约时间"),
            told=_("约好了时间"),
            relations=[TAKER],
            public=True,
        ),
        Verb(
            "begin",
            [_S.CLAIMED, _S.SCHEDULED],
            _S.SERVING,
            label=_("到了，开始"),
            told=_("到了，开始服务"),
            relations=[TAKER],
            public=True,
        ),
        Verb(
            "end",
            [_S.SERVING],
            _S.FINISHED,
            label=_("做完了"),
            told=_("做完了："),
            relations=[TAKER],
            public=True,
        ),
        Verb(
            "rate",
            [_S.FINISHED],
            _S.RATED,
            label=_("评价"),
            told=_("评价了"),
            relations=[REQUESTER, PROXY],
            public=True,
        ),
        Verb(
            "confirm",
            [_S.FINISHED, _S.RATED],
            _S.ARCHIVED,
            label=_("核对时长，存档"),
            roles=DESK,
            when=_by_another,
        ),
        Verb(
            "cancel",
            [_S.PLACED, _S.SCREENED, *SEEKING, _S.CLAIMED, _S.SCHEDULED],
            _S.CANCELLED,
            label=_("取消"),
            told=_("取消了"),
            roles=DESK,
            relations=[REQUESTER, PROXY],
            public=True,
        ),
    ],
)


def helper_of(order: Order, person: Person) -> Helper | None:
    """This person's registration at the order's community, where it stands."""
    return Helper.objects.standing().filter(person=person, place_id=order.village_id).first()


def may_take(order: Order, person: Person) -> bool:
    """Whether it was put to this person: by name, through a team, or to everyone registered.

    Once nobody has taken it in time, everyone registered in the community may.
    """
    helper = helper_of(order, person)
    if helper is None or order.requester_id == person.pk:
        return False
    if order.state in {State.UNCLAIMED, State.RAISED} or order.to == To.POOL:
        return True
    if order.to == To.TEAM:
        return bool(helper.teams.filter(team_id=order.team_id).exists())
    return bool(order.offers.filter(person=person, answer=Answer.PENDING).exists())


def may_run(place: Place, by: Person | None) -> bool:
    """Whether this person runs the desk of this place."""
    return people.holds(by, DESK, path=place.path)


def check_desk(place: Place, by: Person | None) -> None:
    """Allow whoever runs the desk here, or raise `Forbidden`."""
    if not may_run(place, by):
        raise Forbidden(_("这一步由社区（村）的人来办。"), "not_yours")


def may_order_for(place: Place, by: Person | None) -> bool:
    """Whether this person may order for someone who lives here."""
    return people.holds(by, PROXIES, path=place.path)
