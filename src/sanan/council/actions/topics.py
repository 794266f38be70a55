"""A topic from its proposal to the residents' verdict, apart from meetings and votes."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.cases.actions.intake import new_code
from sanan.cases.models import Case
from sanan.council.enums import Event, Level, Matter, Source, Stance, State
from sanan.council.models import Council, Opinion, Rating, Statement, Topic
from sanan.council.queries.desk import desk_above
from sanan.council.rules import TOPIC
from sanan.kit import clock, tokens, words
from sanan.kit.errors import Refused
from sanan.kit.words import needed
from sanan.ledger.actions import written
from sanan.people.actions.notices import tell
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.enums import Satisfaction
from sanan.slips.actions import issue

TITLE, STATEMENT = 120, 140
MOST_STATEMENTS = 300
CONSULTED = frozenset({State.ADMITTED, State.SCHEDULED, State.DELIBERATED})
"""Opinions are heard from admission until something is decided."""


@TOPIC.action("propose")
def propose(
    *,
    title: str,
    text: str,
    place: Place,
    source: Source,
    by: Person | None = None,
    case: Case | None = None,
    level: Level = Level.COMMUNITY,
    matter: Matter = Matter.OTHER,
    at: datetime | None = None,
) -> Topic:
    """Raise a topic. One from a case keeps the case's number; cases merged into it come along.

    A resident may, without an account; from other sources only staff at the place.
    """
    if case is not None and case.master_id is not None:
        raise Refused(_("这件事已经并入另一件，请从那一件提议题。"), "merged")
    moment = clock.at_or_now(at)
    made = Topic(
        code=case.code if case else new_code(moment),
        place=place,
        case=case,
        source=Source(source),
        level=Level(level),
        matter=Matter(matter),
        title=needed(words.clean_line(title, most=TITLE, field="title"), "title"),
        text=needed(text),
        proposer=by,
        proposed_at=moment,
    )
    merged = sorted(case.merged_cases.values_list("code", flat=True)) if case else []
    try:
        with TOPIC.begin("propose", made, by=by, at=moment) as step:
            step.data = {"place": place.code, "merged": merged}
            if made.source == Source.RESIDENT:
                step.then(lambda done: issue(kind="topic", ref=done.thing.code))
    except IntegrityError:
        raise Refused(_("这件事已经是议题了。"), "twice") from None
    return made


@TOPIC.action("admit")
def admit(
    *,
    topic: Topic,
    by: Person,
    council: Council,
    title: str = "",
    text: str = "",
    level: Level | None = None,
    matter: Matter | None = None,
    why: str = "",
    at: datetime | None = None,
) -> Topic:
    """受理: take it up in a body, in words that everyone may read; opinions are heard from now.

    `why` is the reason that everyone reads beside it.
    """
    why = words.clean_line(why, most=300, field="why")
    with TOPIC.step("admit", topic, by=by, at=at) as step:
        if not council.place.contains(topic.place) and not topic.place.contains(council.place):
            raise Refused(_("这个组织管不到这里。请另选一个。"), "elsewhere", field="council")
        fresh = step.thing
        fresh.council, fresh.admitted_at = council, step.at
        fresh.title = words.clean_line(title, most=TITLE, field="title") or fresh.title
        fresh.text = words.clean(text, most=5000, field="text") or fresh.text
        fresh.level = Level(level or fresh.level)
        fresh.matter = Matter(matter or fresh.matter)
        step.data = {"council": council.code}
        step.say(why)
    return topic


@TOPIC.action("decline")
def decline(*, topic: Topic, by: Person, text: str, at: datetime | None = None) -> Topic:
    """Not for the agenda, with the reason that whoever proposed it reads."""
    return _moved(topic, "decline", by, text, at)


@TOPIC.action("shelve")
def shelve(*, topic: Topic, by: Person, text: str, at: datetime | None = None) -> Topic:
    """Put it aside: nothing was agreed, or the vote was not valid."""
    return _moved(topic, "shelve", by, text, at)


@TOPIC.action("escalate")
def escalate(*, topic: Topic, by: Person, text: str, at: datetime | None = None) -> Topic:
    """Hand it up: it cannot be settled here. Those who run councils above are told."""
    text = needed(text)
    with TOPIC.step("escalate", topic, by=by, at=at) as step:
        step.set(level=Level.TOWNSHIP)
        step.say(text)
        tell(
            people=desk_above(topic.place, timezone.localdate(step.at)),
            say=gettext_noop("%(place)s报上来一个议题，请定由谁来议：%(title)s"),
            words={"place": topic.place.spoken, "title": topic.title},
            link=f"/staff/council/topics/{topic.code}/",
            at=step.at,
        )
    return topic


@TOPIC.action("take_up")
def take_up(*, topic: Topic, by: Person, text: str, at: datetime | None = None) -> Topic:
    """Take a declined or shelved topic up again; one that was handed up, by those above."""
    return _moved(topic, "take_up", by, text, at)


def _moved(topic: Topic, verb: str, by: Person, text: str, at: datetime | None) -> Topic:
    text = needed(text)
    with TOPIC.step(verb, topic, by=by, at=at) as step:
        step.say(text)
    return topic


def state(*, topic: Topic, text: str, voter: str = "", at: datetime | None = None) -> Statement:
    """Put a short sentence to the others. `voter` is who said it (`voter_of`)."""
    _consulted(topic)
    text = needed(words.clean_line(text, most=STATEMENT, field="text"))
    if topic.statements.count() >= MOST_STATEMENTS:
        raise Refused(_("已经有很多条看法了，请在现有的里面表态。"), "many")
    moment = clock.at_or_now(at)
    try:
        with transaction.atomic():
            made = Statement.objects.create(topic=topic, text=text, voter=voter, made_at=moment)
            content = {"statement": made.pk, "voter": voter}
            written(Event.STATEMENT, topic.code, content, by=None, at=moment, said=text)
    except IntegrityError:
        raise Refused(_("已经有人说过这句话，您可以直接表态。"), "twice", field="text") from None
    return made


def opine(
    *,
    statement: Statement,
    voter: str,
    stance: Stance,
    known: bool = True,
    at: datetime | None = None,
) -> Opinion:
    """Agree, disagree, or pass; saying something else later replaces it.

    `known`: whether a phone code or a seat vouches for the voter; others are counted apart.
    """
    _consulted(statement.topic)
    moment, stance = clock.at_or_now(at), Stance(stance)
    with transaction.atomic():
        made, _new = Opinion.objects.update_or_create(
            statement=statement,
            voter=voter,
            defaults={"stance": stance, "known": known, "at": moment},
        )
        content = {"statement": statement.pk, "voter": voter, "stance": int(stance), "known": known}
        written(Event.OPINION, statement.topic.code, content, by=None, at=moment)
    return made


@TOPIC.action("evaluate")
def evaluate(
    *,
    topic: Topic,
    voter: str,
    satisfaction: Satisfaction,
    text: str = "",
    known: bool = True,
    at: datetime | None = None,
) -> Rating:
    """评议: a resident's verdict on what became of it; a later one replaces it."""
    satisfaction = Satisfaction(satisfaction)
    text = words.clean(text, most=500, field="text")
    with TOPIC.step("evaluate", topic, by=None, at=at) as step:
        made, _new = Rating.objects.update_or_create(
            topic=step.thing,
            voter=voter,
            defaults={"satisfaction": satisfaction, "text": text, "known": known, "at": step.at},
        )
        step.data = {"voter": voter, "satisfaction": str(satisfaction), "known": known}
        step.say(text)
    return made


def voter_of(kind: str, key: str) -> str:
    """Under what a person's (or a phone's) opinions are kept: a keyed hash, never a name."""
    return tokens.keyed_hash("council-voter", f"{kind}:{key}")


def _consulted(topic: Topic) -> None:
    if topic.state not in CONSULTED:
        raise Refused(_("这个议题现在不征求意见。"), "not_consulted")
