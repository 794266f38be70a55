"""What a vote decides: adopted only where it is valid, published, carried out, finished."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases import actions as cases
from sanan.cases.enums import Anonymity, Door, Nature
from sanan.cases.models import Case, Category
from sanan.cases.rules import CASE
from sanan.council.enums import FINAL, State
from sanan.council.models import ActionItem, Resolution, Topic, Vote
from sanan.council.rules import RESOLUTION, TOPIC
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.people.models import Org, Person
from sanan.process.step import Step

LEAST_DAYS = 7


@TOPIC.action("resolve")
@RESOLUTION.action("adopt")
def adopt(*, vote: Vote, text: str, by: Person, at: datetime | None = None) -> Resolution:
    """Write the resolution down; refused with the arithmetic where the vote is not valid.

    One of the first three deliberations leaves the topic admitted, for the next of them.
    """
    moment = clock.at_or_now(at)
    made = Resolution(topic=vote.topic, vote=vote, text=needed(text), adopted_at=moment)
    try:
        with RESOLUTION.begin("adopt", made, by=by, at=moment) as told:
            told.data = {"topic": vote.topic.code, "vote": vote.code}
            with TOPIC.step("resolve", vote.topic, by=by, at=moment) as step:
                step.say(made.text)
                step.data = {"resolution": made.code, "vote": vote.code, "result": vote.result}
                if step.thing.needs_villagers and vote.meeting.council.kind not in FINAL:
                    step.target = State.ADMITTED
                else:
                    step.target, step.thing.resolved_at = State.RESOLVED, step.at
    except IntegrityError:
        raise Refused(_("这次表决已经写成决议了。"), "twice") from None
    return made


@RESOLUTION.action("publish")
def publish(
    *, resolution: Resolution, by: Person, days: int = LEAST_DAYS, at: datetime | None = None
) -> Resolution:
    """公示: show it to everyone with its arithmetic and the receipt of this very entry."""
    if days < LEAST_DAYS:
        raise Invalid(_("至少公示 %(days)d 天。") % {"days": LEAST_DAYS}, "too_short", field="days")
    with RESOLUTION.step("publish", resolution, by=by, at=at) as step:
        fresh, vote = step.thing, step.thing.vote
        until = timezone.localdate(step.at) + timedelta(days=days)
        step.set(published_at=step.at, publish_until=until)
        step.data = {"topic": fresh.topic.code, "vote": vote.code, "result": vote.result}
        step.say(fresh.text)
        step.then(_keep_entry)
    return resolution


def _keep_entry(step: Step[Resolution]) -> None:
    """By which its page finds the receipt."""
    step.thing.entry_id = step.entry.pk if step.entry else None
    step.thing.save(update_fields=["entry_id"])


@TOPIC.action("execute")
@RESOLUTION.action("assign")
def assign(
    *,
    resolution: Resolution,
    text: str,
    owner: Org,
    due_on: date,
    by: Person,
    same_case: bool = False,
    category: Category | None = None,
    at: datetime | None = None,
) -> ActionItem:
    """A task with an owner and a day: the case that the topic came from, or a case of its own.

    The case is dispatched to the owner where its category is known and this person may dispatch;
    else the dispatcher finds it in the queue. Raises `Refused` where the matter is not on the
    owner's duty list (H8).
    """
    text = needed(words.clean_line(text, most=300, field="text"))
    topic, moment = resolution.topic, clock.at_or_now(at)
    if due_on < timezone.localdate(moment):
        raise Invalid(_("完成的日子已经过了。"), "past", field="due_on")
    with (
        RESOLUTION.step("assign", resolution, by=by, at=moment) as told,
        TOPIC.step("execute", topic, by=by, at=moment) as step,
    ):
        case = _own_case(topic) if same_case else _new_case(topic, text, by, moment)
        kind = category or case.category
        if kind is not None and CASE.reason("dispatch", case, by) is None:
            cases.dispatch(case=case, to=owner, by=by, note=text, category=kind, at=moment)
        made = ActionItem.objects.create(
            resolution=resolution, text=text, owner=owner, due_on=due_on, case=case
        )
        promise = _("%(owner)s：%(what)s，%(day)s前完成。")
        step.say(promise % {"owner": owner.name, "what": text, "day": f"{due_on}"})
        step.data = {
            "resolution": resolution.code,
            "owner": owner.code,
            "due_on": f"{due_on}",
            "case": case.code,
        }
        told.data = step.data
        told.say(step.said)
    return made


def _own_case(topic: Topic) -> Case:
    case = topic.case
    if case is None or not case.is_open:
        raise Refused(_("这个议题不是从一件正在办的事来的，请另开一件。"), "no_case")
    return Case.objects.select_related("place", "category", "handler").get(pk=case.pk)


def _new_case(topic: Topic, text: str, by: Person, at: datetime) -> Case:
    opened = cases.open_case(
        text=_("议事决议“%(title)s”要办的事：%(what)s") % {"title": topic.title, "what": text},
        title=words.clip(text, 60),
        place=topic.place,
        door=Door.PROXY,
        nature=Nature.SUGGESTION,
        anonymity=Anonymity.ANONYMOUS,
        entered_by=by,
        at=at,
    )
    return opened.case


@TOPIC.action("finish")
def finish(*, topic: Topic, result: str, by: Person, at: datetime | None = None) -> Topic:
    """Tell everyone the result (the second disclosure), once every task has its answer."""
    result = needed(result, "result")
    with TOPIC.step("finish", topic, by=by, at=at) as step:
        step.set(result=result, done_at=step.at)
        step.say(result)
    return topic
