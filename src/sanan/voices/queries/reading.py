"""What the machine makes of a message: whether it is a concern, and about what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from sanan.cases.models import Category
from sanan.cases.queries.suggestions import likely_label, names_of
from sanan.insight.concern import sorts_of
from sanan.insight.talk import ANSWERS, WITHIN, Line, joined, said_in, sorts, together
from sanan.voices.enums import Reading, State
from sanan.voices.models import Message

SHORTEST = 4
LOOKED_BACK = timedelta(minutes=5)
MOST_LINES = 10
TAKEN = (Reading.PROPOSED, Reading.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Heard:
    """Proposed or not, how likely it is a concern in per cent, and its topic where it is one."""

    reading: Reading = Reading.NONE
    likely: int = 0
    topic_id: int | None = None


def heard(text: str, county_id: int | None = None) -> Heard:
    """Read one message. It proposes; a named person confirms (PIPL art. 24)."""
    return heard_all([text], county_id)[0]


def heard_all(texts: Sequence[str], county_id: int | None = None) -> list[Heard]:
    """Read many at once, in order; too short a text is no concern."""
    read = [i for i, text in enumerate(texts) if len(text) >= SHORTEST]
    found = [Heard()] * len(texts)
    topics: dict[str, int | None] = {}
    for i, sort in zip(read, sorts_of([texts[i] for i in read]) if read else [], strict=True):
        percent = round(100 * sort.probability)
        if not sort.is_concern:
            found[i] = Heard(likely=percent)
            continue
        label = likely_label(texts[i], county_id)
        if label not in topics:
            topics[label] = topic_of(label)
        found[i] = Heard(Reading.PROPOSED, percent, topics[label])
    return found


def heard_on(message: Message, county_id: int | None = None) -> Heard:
    """Read a message with what its member said within the minute before: together one concern.

    Where that was proposed already, or made a case, this line belongs to it and is not proposed again.
    """
    before = said_before(message)
    if any(line.reading in TAKEN for line in before):
        return Heard()
    if not before:
        return heard(message.text, county_id)
    texts = [line.text for line in before if line.text] + [message.text]
    sort = sorts([texts])[0]
    likely = round(100 * sort.probability)
    if not sort.is_concern or len(joined(texts)) < SHORTEST:
        return Heard(likely=likely)
    return Heard(Reading.PROPOSED, likely, topic_of(likely_label(joined(texts), county_id)))


def said_before(message: Message) -> list[Message]:
    """The lines of the same member in the same room that this one goes on with; one statement."""
    if message.member_id is None:
        return []
    near = Message.objects.filter(
        room=message.room,
        member=message.member_id,
        state=State.SHOWN,
        at__lte=message.at,
        at__gt=message.at - LOOKED_BACK,
    )
    rows = near.exclude(pk=message.pk).order_by("-at", "-seq")[:MOST_LINES]
    chain: list[Message] = []
    last = message.at
    for row in rows:
        if last - row.at > WITHIN:
            break
        chain.append(row)
        last = row.at
    return chain[::-1]


def lines_of(concerns: Sequence[Message]) -> dict[int, list[Message]]:
    """Each concern with the lines said in one go with it and not made a case yet; one statement.

    Keys are those of the concerns; each list holds the concern itself, in the order of the room.
    """
    wanted = Q(pk__in=[])
    for message in concerns:
        span = (message.at - LOOKED_BACK, message.at + LOOKED_BACK)
        if message.member_id is not None:
            wanted |= Q(room=message.room_id, member=message.member_id, at__range=span)
    rows = list(
        Message.objects.filter(wanted, state=State.SHOWN, case=None)
        .select_related("room__place", "member", "reply_to")
        .order_by("at", "seq")
    )
    goes = together([Line(str(m.pk), f"{m.room_id} {m.member_id}", m.at, m.text) for m in rows])
    held = {str(m.pk): m for m in rows}
    of = {line.id: [held[one.id] for one in go] for go in goes for line in go}
    return {message.pk: of.get(str(message.pk), [message]) for message in concerns}


def answers_to(asked: Mapping[int, Sequence[Message]]) -> dict[int, list[Message]]:
    """What others in the room seem to answer to each concern, given with its lines; one statement.

    Whoever replies to one of its lines does, and the next to speak within ten minutes of a question.
    """
    wanted = Q(pk__in=[])
    for lines in asked.values():
        wanted |= Q(reply_to__in=[line.pk for line in lines])
        last = lines[-1]
        wanted |= Q(room=last.room_id, at__range=(last.at, last.at + ANSWERS))
    rows = Message.objects.filter(wanted, state=State.SHOWN)
    held = {row.pk: row for row in rows.select_related("room__place", "member", "reply_to")}
    held |= {line.pk: line for lines in asked.values() for line in lines}
    rooms: dict[int, list[Line]] = {}
    for row in held.values():
        rooms.setdefault(row.room_id, []).append(
            Line(
                str(row.pk),
                str(row.member_id),
                row.at,
                row.text,
                reply_to=str(row.reply_to_id or ""),
            )
        )
    said = [one for lines in rooms.values() for one in said_in(lines)]
    return {
        key: [
            held[int(number)]
            for one in said
            if one.answers in {str(line.pk) for line in lines}
            for number in one.ids
        ][:MOST_LINES]
        for key, lines in asked.items()
    }


def topic_of(label: str) -> int | None:
    """The upper category that a model's label names."""
    if not label:
        return None
    found = Category.objects.filter(parent__isnull=True, name__in=names_of(label))
    return found.values_list("pk", flat=True).first()
