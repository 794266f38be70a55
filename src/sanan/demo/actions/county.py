"""Loading the demo county: the cast, what they said, what became of it; once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from sanan.cases.actions.seed import seed
from sanan.cases.actions.settings import choose_pack
from sanan.cases.models import Case, CountySetting
from sanan.demo import cast as demo
from sanan.demo.actions import school_road, stories
from sanan.demo.actions.books import load_books
from sanan.demo.actions.circle import load_circle
from sanan.demo.actions.competitions import load_competitions
from sanan.demo.actions.council import load_council
from sanan.demo.actions.estates import load_estates
from sanan.demo.actions.exchange import load_exchange
from sanan.demo.actions.honours import load_honours
from sanan.demo.actions.inspection import load_inspection
from sanan.demo.actions.investment import load_investment
from sanan.demo.actions.joint import load_joint
from sanan.demo.actions.livelihood import load_livelihood
from sanan.demo.actions.mediation import load_mediation
from sanan.demo.actions.neighbourhood import load_neighbourhood
from sanan.demo.actions.powers import load_powers
from sanan.demo.actions.projects import load_projects
from sanan.demo.actions.sealed import load_sealed
from sanan.demo.actions.services import load_services
from sanan.demo.actions.stage import play
from sanan.demo.actions.voices import load_voices
from sanan.demo.actions.volunteers import load_volunteers
from sanan.demo.actions.workshop import load_workshop
from sanan.demo.cast import Cast
from sanan.kit import tokens
from sanan.kit.clock import at_or_now
from sanan.people.actions import mark_demo
from sanan.people.enums import NoticeState
from sanan.people.models import Notice, Person
from sanan.places import actions as places
from sanan.places.models import QrPoint

COUNTIES = ("350526000000", "350525000000")
POSTERS = (
    ("xiangan", "小区大门口"),
    ("xiangan-3", "3号楼电梯口"),
    ("fulin", "大堂公告栏"),
    ("wenquan", "东门岗亭"),
    ("350526100010", "社区便民大厅"),
    ("350526100210", "村部公告栏"),
    ("350526106210", "老人会门口"),
    ("350525100003", "社区便民大厅"),
)
READ_AFTER = timedelta(days=2)
SHOWN = ("xuwen", "laichunsheng", "hedahai", "dongli", "zhengxiaoqin", "sulihua")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands ready: `new` cases of this call, all people who can sign in, two cases to open."""

    cases: int
    new: int
    sign_ins: list[dict[str, str]]
    to_play: dict[str, str]
    finished: dict[str, str]
    sealed: dict[str, str]


def load(*, at: datetime | None = None) -> Loaded:
    """Make the demo county; everything or nothing, and twice is once. `at` is its present moment."""
    now = at_or_now(at)
    with transaction.atomic():
        mark_demo(at=now)
        seed(at=now)
        cast = demo.cast()
        _give_passwords(cast)
        _choose_packs(cast)
        _hang_posters(cast, now)
        before = Case.objects.count()
        if not _there(school_road.BEGUN):
            _play(cast, now)
        sealed = load_sealed(cast, now)
    return Loaded(
        cases=Case.objects.count(),
        new=Case.objects.count() - before,
        sign_ins=sign_ins(cast),
        to_play=_shown(school_road.BEGUN),
        finished=_shown(school_road.FINISHED),
        sealed=sealed,
    )


def sign_ins(cast: Cast) -> list[dict[str, str]]:
    """Who can sign in as what, and the password, which is no secret."""
    return [
        {
            "username": person.username,
            "name": person.name,
            "password": demo.PASSWORD,
            "is": "、".join(
                f"{position.get_role_display()} · {position.org or position.place.spoken}"
                for position in person.positions.select_related("org", "place").order_by("pk")
            ),
        }
        for person in cast.people.values()
        if person.username
    ]


def _play(cast: Cast, now: datetime) -> None:
    tales = [*stories.tales(cast, now), *school_road.tales(cast, now)]
    played = play(tales, now=now)
    load_council(cast, now, played.cases.get(school_road.FINISHED))
    load_joint(cast, now)
    load_services(cast, now)
    load_volunteers(cast, now)
    load_books(cast, now)
    load_voices(cast, now)
    load_powers(cast, now)
    load_honours(cast, now)
    load_livelihood(cast, now)
    load_mediation(cast, now)
    load_investment(cast, now)
    load_workshop(cast, now)
    load_neighbourhood(cast, now)
    load_circle(cast, now)
    load_projects(cast, now)
    load_competitions(cast, now)
    load_inspection(cast, now)
    load_estates(cast, now)
    load_exchange(cast, now)
    _tidy_notices(now)


def _give_passwords(cast: Cast) -> None:
    """The one password, hashed once: sixty times over would be half of the loading."""
    staff = [p.pk for p in cast.people.values() if p.username and not p.has_usable_password()]
    if staff:
        Person.objects.filter(pk__in=staff).update(password=make_password(demo.PASSWORD))


def _choose_packs(cast: Cast) -> None:
    admin = cast.person("chenli")
    for code in COUNTIES:
        if not CountySetting.objects.filter(county=cast.place(code)).exists():
            choose_pack(county=cast.place(code), pack="beijing", by=admin)


def _hang_posters(cast: Cast, now: datetime) -> None:
    hanging = set(QrPoint.objects.values_list("place__code", flat=True))
    for code, label in POSTERS:
        if code not in hanging:
            places.make_qr(place=cast.place(code), label=label, at=now)


def _tidy_notices(now: datetime) -> None:
    """What was told in the past was carried and read then; nothing is sent out again today."""
    Notice.objects.filter(state=NoticeState.WAITING).update(
        state=NoticeState.SENT, sent_at=now, tries=1
    )
    old = Notice.objects.filter(read_at__isnull=True, made_at__lt=now - READ_AFTER)
    old.update(read_at=now - READ_AFTER)


def _there(key: str) -> Case | None:
    key = tokens.keyed_hash("idempotency", f"demo:{key}")
    return Case.objects.filter(idempotency=key).first()


def _shown(key: str) -> dict[str, str]:
    case = _there(key)
    if case is None:
        return {}
    return {"code": case.code, "query_code": tokens.query_code(case.code), "title": case.title}
