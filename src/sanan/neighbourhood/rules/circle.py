"""The life of a service point: entered, seen again, closed for good, opened again."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.neighbourhood.circle.kinds import PointState
from sanan.neighbourhood.enums import BOOKERS, FOUNDERS, KEEPERS
from sanan.neighbourhood.models.circle import ServicePoint
from sanan.people.models import Person
from sanan.process.declare import OPERATOR, Process, Verb

_P = PointState
MAPPERS = (*FOUNDERS, *KEEPERS)
"""Who keeps the points and the numbers of a place."""


def _alone(thing: ServicePoint, _by: Person | None, _at: datetime) -> Refused | None:
    others = ServicePoint.objects.open().filter(
        place=thing.place_id, kind=thing.kind, name=thing.name
    )
    if others.exclude(pk=thing.pk).exists():
        return Refused(_("这里已经有一个同名的点开着，不用再开。"), "twice")
    return None


POINT = Process(
    "service_point",
    ServicePoint,
    states=PointState,
    title=_("服务点"),
    thing="point",
    tones={Tone.DONE: [_P.OPEN], Tone.REST: [_P.CLOSED]},
    verbs=[
        Verb(
            "add",
            [],
            _P.OPEN,
            label=_("加一个服务点"),
            told=_("登记了服务点"),
            roles=MAPPERS,
            relations=[OPERATOR],
            public=True,
        ),
        Verb(
            "change",
            [_P.OPEN],
            label=_("改"),
            told=_("改了"),
            roles=MAPPERS,
            relations=[OPERATOR],
            public=True,
        ),
        Verb(
            "see",
            [_P.OPEN],
            label=_("看过了，还是这样"),
            told=_("去看过，还是这样"),
            roles=(*MAPPERS, *BOOKERS),
            public=True,
        ),
        Verb(
            "close",
            [_P.OPEN],
            _P.CLOSED,
            label=_("不再开了"),
            told=_("不再开了"),
            roles=MAPPERS,
            public=True,
        ),
        Verb(
            "reopen",
            [_P.CLOSED],
            _P.OPEN,
            label=_("又开了"),
            told=_("又开了"),
            roles=MAPPERS,
            when=_alone,
            public=True,
        ),
    ],
)
