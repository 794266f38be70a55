"""What a vote decides: adopted only where it is valid, published, carried out, finished."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases import actions as cases
from sanan.cases.enums import CHECKING, Anonymity, Door, Kind
from sanan.cases.enums import State as CaseState
from sanan.cases.models import Case, Category
from sanan.cases.rules import CASE
from sanan.council import rules
from sanan.council.actions.change import moving, needed, written
from sanan.council.enums import FINAL, Event, State
from sanan.council.models import ActionItem, Resolution, Topic, Vote
from sanan.council.rules import Verb
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Org, Person

LEAST_DAYS = 7
ANSWERED = CHECKING | {CaseState.CLOSED}


def adopt(*, vote: Vote, text: str, by: Person, at: datetime | None = None) -> Resolution:
    """Write the resolution down. Raises `Refused` with the arithmetic where the vote is not valid.

    One of the first three deliberations leaves the topic admitted, for the next of them.
    """
    text = needed(text)
    if vote.closed_at is None:
        raise Refused(_("表决还没有截止,先截止再写决议。"), "vote_open")
    if not vote.result["valid"]:
        short = " ".join(line["words"] for line in vote.result["lines"] if not line["holds"])
        raise Refused(
            _("这次表决依法不成立,不能写成决议。%(why)s(%(law)s)")
            % {"why": short, "law": vote.result["law"]},
            "not_valid",
        )
    try:
        with moving(vote.topic, Verb.RESOLVE, by, at) as move:
            made = Resolution.objects.create(
                topic=move.topic, vote=vote, text=text, adopted_at=move.at
            )
            move.said = text
            move.data = {"resolution": made.code, "vote": vote.code, "result": vote.result}
            if move.topic.needs_villagers and vote.meeting.council.kind not in FINAL:
                move.target = State.ADMITTED
            else:
                move.topic.resolved_at = move.at
    except IntegrityError:
        raise Refused(_("这次表决已经写成决议了。"), "twice") from None
    return made


def publish(
    *, resolution: Resolution, by: Person, days: int = LEAST_DAYS, at: datetime | None = None
) -> Resolution:
    """公示: show it to everyone with its arithmetic and the receipt of this very entry."""
    vote = resolution.vote
    rules.check_desk(vote.meeting.council.place, by)
    if days < LEAST_DAYS:
        raise Invalid(_("至少公示 %(days)d 天。") % {"days": LEAST_DAYS}, "too_short", field="days")
    with transaction.atomic():
        fresh = Resolution.objects.select_for_update(of=("self",)).get(pk=resolution.pk)
        if fresh.published_at is not None:
            raise Refused(_("这份决议已经公示了。"), "published")
        fresh.published_at = clock.at_or_now(at)
        fresh.publish_until = timezone.localdate(fresh.published_at) + timedelta(days=days)
        content = {
            "topic": resolution.topic.code,
            "vote": vote.code,
            "result": vote.result,
            "until": f"{fresh.publish_until}",
        }
        entry = written(
            Event.PUBLISH, fresh.code, content, by=by, at=fresh.published_at, said=fresh.text
        )
        fresh.entry_id = entry.pk
        fresh.save(update_fields=["published_at", "publish_until", "entry_id"])
    for name in ("published_at", "publish_until", "entry_id"):
        setattr(resolution, name, getattr(fresh, name))
    return resolution


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
    else the dispatcher finds it in the queue. Raises `Refused` before the resolution is published,
    and where the matter is not on the owner's duty list (H8).
    """
    text = needed(words.clean_line(text, most=300, field="text"))
    topic, moment = resolution.topic, clock.at_or_now(at)
    if resolution.published_at is None:
        raise Refused(_("先公示决议,再分派任务。"), "not_published")
    if due_on < timezone.localdate(moment):
        raise Invalid(_("完成的日子已经过了。"), "past", field="due_on")
    with moving(topic, Verb.EXECUTE, by, moment) as move:
        case = _own_case(topic) if same_case else _new_case(topic, text, by, moment)
        kind = category or case.category
        if kind is not None and CASE.reason("dispatch", case, by) is None:
            cases.dispatch(case=case, to=owner, by=by, note=text, category=kind, at=moment)
        made = ActionItem.objects.create(
            resolution=resolution, text=text, owner=owner, due_on=due_on, case=case
        )
        move.said = _("%(owner)s:%(what)s,%(day)s 前完成。") % {
            "owner": owner.name,
            "what": text,
            "day": f"{due_on}",
        }
        move.data = {
            "resolution": resolution.code,
            "owner": owner.code,
            "due_on": f"{due_on}",
            "case": case.code,
        }
    return made


def _own_case(topic: Topic) -> Case:
    case = topic.case
    if case is None or not case.is_open:
        raise Refused(_("这个议题不是从一件正在办的事来的,请另开一件。"), "no_case")
    return Case.objects.select_related("place", "category", "handler").get(pk=case.pk)


def _new_case(topic: Topic, text: str, by: Person, at: datetime) -> Case:
    opened = cases.open_case(
        text=_("议事决议“%(title)s”要办的事:%(what)s") % {"title": topic.title, "what": text},
        title=words.clip(text, 60),
        place=topic.place,
        door=Door.PROXY,
        kind=Kind.SUGGESTION,
        anonymity=Anonymity.ANONYMOUS,
        entered_by=by,
        at=at,
    )
    return opened.case


def finish(*, topic: Topic, result: str, by: Person, at: datetime | None = None) -> Topic:
    """Tell everyone the result (the second disclosure), once every task has its answer."""
    result = needed(result, "result")
    with moving(topic, Verb.FINISH, by, at) as move:
        items = ActionItem.objects.filter(resolution__topic=topic).select_related("case")
        waiting = [item.text for item in items if item.case.state not in ANSWERED]
        if waiting:
            raise Refused(_("还没有办好:%(what)s。") % {"what": "、".join(waiting)}, "not_done")
        move.topic.result, move.topic.done_at, move.said = result, move.at, result
    return topic
