"""Stories ST-1 and ST-6 (domain brief §3.3) through real councils, and the meetings before them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from sanan.cases import actions as cases
from sanan.cases.enums import Door
from sanan.cases.models import Case, Category
from sanan.council import actions
from sanan.council.actions.bodies import Door as OwnersDoor
from sanan.council.actions.topics import voter_of
from sanan.council.enums import Kind, Matter, Source, Way
from sanan.council.models import Council, Meeting, Resolution, Topic, Vote
from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast, written
from sanan.people.models import Person
from sanan.process.declare import OPERATOR

OWNERS, TURNOUT = 120, 97
SURNAMES = "林陈黄郑颜潘"
GIVEN = "志明秀英建国丽华文辉素珍国强美玲永福玉兰金山淑芬育才春梅水木碧霞天赐阿香进宝惠娟"
"""Of two signs each: with the surnames as many names as there are owners."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Whoever plays, and the demo's present moment."""

    cast: Cast
    now: datetime

    def ago(self, days: float) -> datetime:
        """That many days before now, in the daytime."""
        return min(in_the_day(self.now - timedelta(days=days)), self.now)


def load_council(cast: Cast, now: datetime, school_road: Case | None) -> None:
    """Both stories and what stands open for a visitor; once."""
    if Council.objects.exists():
        return
    stage = Stage(cast, now)
    migrants = _xiangan(stage)
    if school_road is not None:
        _school_road(stage, migrants, school_road)
    _open_for_visitors(stage, migrants)
    _fulin(stage)


def _xiangan(stage: Stage) -> Council:
    """The monthly council of the resettled villages: forty-odd meetings, one month missed."""
    told, cast = written("council"), stage.cast
    begun = stage.ago(31 * 43)
    made = actions.found(
        place=cast.place("350526100010"),
        name="祥安移民议事会",
        kind=Kind.COUNCIL,
        by=None,
        relation=OPERATOR,
        monthly=True,
        at=begun,
    )
    for key in told["xiangan_members"]:
        person = cast.people.get(key)
        actions.seat(
            council=made,
            name=person.name if person else key,
            person=person,
            by=None,
            relation=OPERATOR,
            since_on=timezone.localdate(begun),
            at=begun,
        )
    today = timezone.localdate(stage.now)
    for back in range(42, 0, -1):
        if back != 5:
            subject = told["xiangan_past"][back % len(told["xiangan_past"])]
            held = _held(_month(today, back))
            _past(made, held, stage.now, f"第{43 - back}次", subject, 2 if back % 3 else 1)
    return made


def _held(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=timezone.get_current_timezone())


def _past(
    council: Council, held: datetime, noted: datetime, name: str, subject: str, problems: int
) -> None:
    actions.record_past(
        council=council,
        title=f"{council.name}{name}",
        held_at=held,
        by=None,
        relation=OPERATOR,
        problems=problems,
        solved=problems,
        where="议事厅",
        minutes=subject,
        at=noted,
    )


def _month(today: date, back: int) -> date:
    total = today.year * 12 + today.month - 1 - back
    return date(total // 12, total % 12 + 1, 18)


def _meet(
    stage: Stage,
    council: Council,
    topic: Topic,
    by: Person,
    days_ago: float,
    said: str,
    **more: str,
) -> Meeting:
    """A meeting from its date to the deliberation of one topic."""
    begins = stage.ago(days_ago)
    notice = begins - timedelta(days=16)
    meeting = actions.plan(
        council=council,
        starts_at=begins,
        by=by,
        at=notice,
        title=more["title"],
        where=more["where"],
    )
    actions.schedule(topic=topic, meeting=meeting, by=by, at=notice)
    actions.convene(meeting=meeting, by=by, at=notice)
    actions.begin(meeting=meeting, by=by, at=begins)
    item = meeting.agenda.select_related("topic__place").get()
    actions.deliberate(meeting=meeting, item=item, text=said, by=by, at=begins)
    topic.refresh_from_db()
    return meeting


def _hands(meeting: Meeting, topic: Topic, by: Person, question: str) -> Vote:
    """Seven of nine come; six raise their hands."""
    at = meeting.starts_at
    seats = list(meeting.council.seats.order_by("pk"))[:7]
    for number, seat in enumerate(seats):
        way = Way.QR if number % 2 else Way.PAPER
        actions.sign_in(meeting=meeting, seat=seat, way=way, by=by, at=at)
    vote = actions.open_vote(meeting=meeting, topic=topic, question=question, by=by, at=at)
    hands = {s.pk: "abstain" if n == 6 else "for" for n, s in enumerate(seats)}
    actions.show_hands(vote=vote, hands=hands, by=by, at=at)
    actions.close_vote(vote=vote, by=by, at=at)
    return vote


def _school_road(stage: Stage, council: Council, case: Case) -> None:
    """ST-1: the hall decides that the headmaster asks for a passage."""
    told, cast = written("council")["school_road"], stage.cast
    secretary, dispatcher = cast.person("laichunsheng"), cast.person("xuwen")
    topic = actions.propose(
        title=told["title"],
        text=told["text"],
        place=cast.place("350526100010"),
        source=Source.CASE,
        case=case,
        by=secretary,
        at=stage.ago(45),
    )
    actions.admit(topic=topic, by=secretary, council=council, at=stage.ago(44.5))
    _consult(stage, topic, told["statements"], voters=34, days_ago=44)
    meeting = _meet(
        stage, council, topic, secretary, 27, told["said"], title=told["meeting"], where="议事厅"
    )
    vote = _hands(meeting, topic, secretary, told["question"])
    then = meeting.starts_at + timedelta(hours=2)
    resolution = actions.adopt(vote=vote, text=told["resolution"], by=secretary, at=then)
    actions.hold(meeting=meeting, by=secretary, minutes=told["minutes"], solved=1, at=then)
    actions.publish(resolution=resolution, by=secretary, at=then)
    _carry_out(
        stage,
        resolution,
        dispatcher,
        "dh-edu",
        told["task"],
        told["answer"],
        26,
        category="edu.facility",
    )
    topic.refresh_from_db()
    actions.finish(topic=topic, result=told["result"], by=secretary, at=stage.ago(10))
    _rate(stage, topic, ("satisfied", "satisfied", "mostly", "satisfied"), 8)


def _carry_out(
    stage: Stage,
    resolution: Resolution,
    by: Person,
    org: str,
    task: str,
    answer: str,
    days_ago: float,
    *,
    same_case: bool = False,
    category: str = "",
) -> Case:
    """A task to a unit, which signs, calls and answers."""
    at = stage.ago(days_ago)
    due = timezone.localdate(at) + timedelta(days=14)
    resolution.topic.refresh_from_db()
    item = actions.assign(
        resolution=resolution,
        text=task,
        owner=stage.cast.org(org),
        due_on=due,
        by=by,
        same_case=same_case,
        category=Category.objects.filter(code=category).first(),
        at=at,
    )
    handler = stage.cast.handler(org)
    case = Case.objects.select_related("place", "category", "handler").get(pk=item.case_id)
    hour = timedelta(hours=1)
    called = in_the_day(at + 5 * hour)
    cases.sign(case=case, by=handler, at=in_the_day(at + 2 * hour))
    cases.contact(case=case, by=handler, reached=True, note="已和社区联系。", at=called)
    cases.reply(case=case, by=handler, public_text=answer, at=in_the_day(at + 96 * hour))
    return case


def _consult(
    stage: Stage, topic: Topic, statements: Sequence[str], *, voters: int, days_ago: float
) -> None:
    """Statements, and how two kinds of neighbours stand to them."""
    at = stage.ago(days_ago)
    made = [actions.state(topic=topic, text=text, at=at) for text in statements]
    for number in range(voters):
        voter = voter_of("demo", f"{topic.code}-{number}")
        for place, statement in enumerate(made):
            common, mine = place < 3, place % 2 == number % 2
            stance = 1 if common or mine else (0 if (number + place) % 5 == 0 else -1)
            actions.opine(statement=statement, voter=voter, stance=stance, at=at)  # type: ignore[arg-type]


def _rate(stage: Stage, topic: Topic, said: Sequence[str], days_ago: float) -> None:
    for number, satisfaction in enumerate(said):
        actions.evaluate(
            topic=topic,
            voter=voter_of("demo", str(number)),
            satisfaction=satisfaction,  # type: ignore[arg-type]
            at=stage.ago(days_ago),
        )


def _open_for_visitors(stage: Stage, council: Council) -> None:
    """A hall, a meeting to come with a topic on it, and a topic that waits for its admission."""
    cast, told = stage.cast, written("council")
    secretary, place = cast.person("laichunsheng"), cast.place("350526100010")
    hall = actions.add_hall(
        place=place, name="祥安议事厅", holds=40, by=secretary, at=stage.ago(90)
    )
    topic = actions.propose(
        title=told["open"][0],
        text=told["open"][1],
        place=place,
        source=Source.RESIDENT,
        by=cast.person("tu"),
        at=stage.ago(6),
    )
    actions.admit(topic=topic, by=secretary, council=council, at=stage.ago(5))
    _consult(stage, topic, told["open_statements"], voters=12, days_ago=4)
    begins = timezone.localtime(stage.now + timedelta(days=5)).replace(hour=19, minute=30)
    meeting = actions.plan(
        council=council,
        title=told["open"][2],
        starts_at=begins,
        hall=hall,
        by=secretary,
        at=stage.ago(2),
    )
    actions.schedule(topic=topic, meeting=meeting, by=secretary, at=stage.ago(2))
    actions.convene(meeting=meeting, by=secretary, at=stage.ago(2))
    actions.propose(
        title=told["waiting"][0],
        text=told["waiting"][1],
        place=place,
        source=Source.RESIDENT,
        by=cast.person("lai"),
        at=stage.ago(0.5),
    )


def _fulin(stage: Stage) -> None:
    """ST-6: parking, from twelve merged cases to the owners' vote and the property company."""
    told, cast = written("council")["fulin"], stage.cast
    cadre, dispatcher = cast.person("taoxi"), cast.person("linxiaoqing")
    estate = cast.place("fulin")
    council = actions.found(
        place=estate,
        name="富临国际议事会",
        kind=Kind.COUNCIL,
        by=None,
        relation=OPERATOR,
        at=stage.ago(400),
    )
    for name in told["members"]:
        actions.seat(
            council=council,
            name=name,
            by=None,
            relation=OPERATOR,
            since_on=timezone.localdate(stage.ago(400)),
            at=stage.ago(400),
        )
    today = timezone.localdate(stage.now)
    days = max(today.timetuple().tm_yday - 62, 60)
    for number in range(20):
        day = today - timedelta(days=62 + (19 - number) * days // 20)
        subject = told["past"][number % len(told["past"])]
        _past(council, _held(day), stage.now, f"第{number + 1}次", subject, 3 if number < 19 else 4)
    case = _twelve(stage, told["said"], dispatcher)
    topic = actions.propose(
        title=told["title"],
        text=told["text"],
        place=estate,
        source=Source.CASE,
        case=case,
        matter=Matter.OWNERS,
        by=cadre,
        at=stage.ago(57),
    )
    actions.admit(topic=topic, by=cadre, council=council, at=stage.ago(56.5))
    _consult(stage, topic, told["statements"], voters=36, days_ago=56)
    meeting = _meet(
        stage,
        council,
        topic,
        cadre,
        40,
        told["council_said"],
        title="富临国际议事会第21次",
        where="大堂会议室",
    )
    actions.hold(
        meeting=meeting,
        by=cadre,
        minutes=told["council_minutes"],
        problems=3,
        solved=2,
        at=meeting.starts_at + timedelta(hours=2),
    )
    resolution = _owners(stage, topic, cadre, dispatcher)
    handled = _carry_out(
        stage,
        resolution,
        dispatcher,
        "fulin-property",
        told["task"],
        told["answer"],
        14,
        same_case=True,
    )
    grid = cast.person("limeixiang")
    cases.pass_check(case=handled, by=grid, note=told["checked"], at=stage.ago(9))
    topic.refresh_from_db()
    actions.finish(topic=topic, result=told["result"], by=cadre, at=stage.ago(8))
    _rate(stage, topic, ("satisfied", "satisfied", "mostly", "fair", "satisfied"), 6)
    _to_play(stage, council, resolution.vote.meeting.council, cadre, dispatcher)


def _to_play(
    stage: Stage, council: Council, assembly: Council, cadre: Person, dispatcher: Person
) -> None:
    """A second vote of the owners, open now: one person has entered the papers, one is awaited."""
    told, estate = written("council")["fulin_open"], stage.cast.place("fulin")
    category = Category.objects.get(code="urban.property")
    case = cases.open_case(
        text=told["said"],
        place=estate,
        door=Door.QR,
        category=category,
        idempotency="demo:fulin-charging",
        at=stage.ago(19),
    ).case
    cases.accept(case=case, by=dispatcher, category=category, at=stage.ago(18))
    topic = actions.propose(
        title=told["title"],
        text=told["said"],
        place=estate,
        source=Source.CASE,
        case=case,
        matter=Matter.OWNERS,
        by=cadre,
        at=stage.ago(17.5),
    )
    actions.admit(topic=topic, by=cadre, council=council, at=stage.ago(17.4))
    meeting = _meet(
        stage, assembly, topic, cadre, 0.05, told["heard"], title=told["meeting"], where="书面表决"
    )
    vote = actions.open_vote(
        meeting=meeting, topic=topic, question=told["question"], by=cadre, at=meeting.starts_at
    )
    papers = [(seat, "for") for seat in assembly.seats.order_by("pk")]
    actions.enter_papers(vote=vote, papers=papers, by=cadre, at=stage.now)  # type: ignore[arg-type]


def _twelve(stage: Stage, said: Sequence[str], dispatcher: Person) -> Case:
    """Twelve neighbours say it; the dispatcher sees that it is one thing."""
    buildings = [stage.cast.place(f"fulin-{n}") for n in (1, 2, 3)]
    category = Category.objects.filter(code="urban.parking").first()
    opened = [
        cases.open_case(
            text=text,
            place=buildings[n % 3],
            door=Door.QR,
            category=category,
            idempotency=f"demo:fulin-parking-{n}",
            at=stage.ago(60 - n / 10),
        ).case
        for n, text in enumerate(said)
    ]
    master = opened[0]
    cases.accept(case=master, by=dispatcher, category=category, at=stage.ago(58))
    for case in opened[1:]:
        cases.merge(case=case, into=master, by=dispatcher, at=stage.ago(58))
    return master


def _owners(stage: Stage, topic: Topic, cadre: Person, clerk: Person) -> Resolution:
    """All owners vote on paper, entered by two; the areas are those of 120 homes."""
    told, estate = written("council")["fulin"], stage.cast.place("fulin")
    areas = [8900 + 37 * (n % 11) * 10 for n in range(OWNERS)]
    assembly = actions.found(
        place=estate,
        name="富临国际业主大会",
        kind=Kind.OWNERS,
        by=None,
        relation=OPERATOR,
        area=sum(areas),
        at=stage.ago(39),
    )
    doors = [
        OwnersDoor(_owner(n), f"{n % 3 + 1}-{n // 3 + 101}", area) for n, area in enumerate(areas)
    ]
    actions.set_roll(council=assembly, doors=doors, by=cadre, at=stage.ago(39))
    meeting = _meet(
        stage,
        assembly,
        topic,
        cadre,
        20,
        told["owners_said"],
        title="富临国际业主大会（车位改造）",
        where="书面表决",
    )
    vote = actions.open_vote(
        meeting=meeting, topic=topic, question=told["question"], by=cadre, at=meeting.starts_at
    )
    seats = list(assembly.seats.order_by("pk"))[:TURNOUT]
    papers = [(s, "against" if n % 5 == 0 else "for") for n, s in enumerate(seats)]
    then = meeting.starts_at + timedelta(days=3)
    for by in (cadre, clerk):
        actions.enter_papers(vote=vote, papers=papers, by=by, at=then)  # type: ignore[arg-type]
    actions.close_vote(vote=vote, by=cadre, at=then)
    resolution = actions.adopt(vote=vote, text=told["resolution"], by=cadre, at=then)
    actions.hold(meeting=meeting, by=cadre, minutes="", solved=1, at=then)
    return actions.publish(resolution=resolution, by=cadre, at=then)


def _owner(n: int) -> str:
    """The name of owner `n`; no two are called the same."""
    at = (n * 7 + n // len(SURNAMES)) * 2 % len(GIVEN)
    return SURNAMES[n % len(SURNAMES)] + GIVEN[at : at + 2]
