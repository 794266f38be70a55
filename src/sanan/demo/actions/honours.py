"""Those who shoulder responsibility: one honoured, one unit in publicity, one fault tolerated."""

from datetime import datetime, timedelta
from typing import Any

from sanan.cases import deadlines
from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast
from sanan.honours import actions
from sanan.honours.enums import Level
from sanan.honours.models import HonourScheme, Nomination
from sanan.honours.queries import outcomes
from sanan.kit.dates import local_day
from sanan.people.models import Org, Person

COUNTY = "350526000000"
DEEDS = "难的事不撂挑子，矛盾不捂盖子，关键时候不掉链子：%s。"
BEGUN, SHOWN = 45, 3
"""How many days ago the scheme was announced, and the unit came into publicity."""


def load_honours(cast: Cast, now: datetime) -> None:
    """A scheme of this year, as far as it has come; once."""
    if HonourScheme.objects.exists():
        return
    desk, county = cast.person("xuwen"), cast.place(COUNTY)
    scheme = actions.announce(
        place=county,
        title="担当者",
        year=_ago(now, BEGUN).year,
        conditions="不撂挑子、不捂盖子、不掉链子。只看办成的事。",
        quota=12,
        levels=[Level.COUNTY],
        bodies=[cast.org("dh-discipline")],
        by=desk,
        at=_ago(now, BEGUN),
    )
    given: dict[str, Any] = {"scheme": scheme, "place": county, "by": desk, "consented": True}
    people = [cast.person(key) for key in ("kedahai", "yebin", "xieyong", "hongwei", "wenjing")]
    for person in people:
        post = person.positions.select_related("org").first()
        unit = post.org if post else None
        made = unit and _nominated(given, now, 30, person=person, unit=unit)
        if made:
            _shown(cast, made, now, 26)
            ended = made.publicity_ends_on
            after = deadlines.calendar_at(county).day_begins(ended or local_day(now))
            actions.award(nomination=made, by=desk, at=in_the_day(after + timedelta(hours=34)))
            break
    for key in ("dh-city", "dh-traffic", "dh-housing"):
        if made := _nominated(given, now, SHOWN + 4, unit=cast.org(key)):
            _shown(cast, made, now, SHOWN)
            break
    _tolerated(cast, now)


def _ago(now: datetime, days: float) -> datetime:
    return min(in_the_day(now - timedelta(days=days)), now)


def _nominated(
    given: dict[str, Any], now: datetime, days: float, *, unit: Org, person: Person | None = None
) -> Nomination | None:
    """Put forward on what was finished by then; None where nothing was."""
    at = _ago(now, days)
    found = [each for each in outcomes(person=person, unit=unit) if each.done_on <= local_day(at)][
        :3
    ]
    if not found:
        return None
    evidence = [f"{each.kind}:{each.code}" for each in found]
    deeds = DEEDS % "；".join(each.title for each in found)
    whom: dict[str, Any] = {"person": person, "unit": unit, "deeds": deeds, "evidence": evidence}
    return actions.nominate(**given, **whom, at=at)


def _shown(cast: Cast, made: Nomination, now: datetime, days: float) -> None:
    """Screened, answered, reviewed and in publicity, a day or so between them."""
    desk = cast.person("xuwen")
    actions.screen(nomination=made, by=desk, at=_ago(now, days + 3))
    officer = cast.person("zengmin")
    actions.answer(nomination=made, answer="clean", by=officer, at=_ago(now, days + 2))
    leader = cast.person("huangzhiyuan")
    actions.review(nomination=made, by=leader, opinion="同意。", at=_ago(now, days + 1))
    actions.publicise(nomination=made, by=desk, at=_ago(now, days))


def _tolerated(cast: Cast, now: datetime) -> None:
    leader, place = cast.person("huangzhiyuan"), cast.place("350526100010")
    found = actions.propose(
        place=place,
        name=cast.person("laichunsheng").name,
        unit_name="祥安社区居委会",
        fault="台风前先请人清了排水沟，三天后才补开会议和手续。",
        grounds="为了居民安全，没有谋利，事后主动报告。",
        by=leader,
        at=_ago(now, 20),
    )
    actions.verify(
        tolerance=found, note="费用和做工都属实。", by=cast.person("zengmin"), at=_ago(now, 16)
    )
    basis = "容错纠错办法：应急处置中没有谋利的程序瑕疵"
    actions.tolerate(tolerance=found, basis=basis, by=cast.person("suyan"), at=_ago(now, 12))
