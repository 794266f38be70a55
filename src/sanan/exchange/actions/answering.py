"""What becomes of a case goes back to whoever sent it, and to whoever subscribed.

The story is read line by line behind a bookmark; each line becomes at most one result and one
delivery for each subscription, kept by the database. A line that was committed late is found by
reading a stretch before the bookmark again. Only the stories of `TOLD` are read: no report to a
discipline body is among them, nor can it be.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from sanan.api.subjects import TOLD
from sanan.cases.rules import CASE
from sanan.channels.sms.transport import NotSent
from sanan.channels.webhook import transport
from sanan.exchange import formats
from sanan.exchange.actions.receiving import hold
from sanan.exchange.actions.taking import later
from sanan.exchange.actions.webhooks import deliveries
from sanan.exchange.enums import Direction, Field, Means, Road, State
from sanan.exchange.kinds import BACK
from sanan.exchange.models import Bookmark, Message, OutsideOrder, System, Word, new_code
from sanan.exchange.queries.words import Unknown
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.process.models import TimelineEntry

STORY = "story"
OVERLAP, AT_ONCE = 500, 2_000
IN_A_FILE = 2_000
RESULTS = frozenset(
    {
        *(
            "open",
            "accept",
            "decline",
            "merge",
            "dispatch",
            "decide_extension",
            "suspend",
            "resume",
        ),
        *("reply", "answer_merged", "fail_check", "not_fixed", "revisit", "rate"),
        *("close_unanswered", "withdraw"),
        *(verb for pair in BACK.values() for verb in pair),
    }
)
"""Of which steps the other side hears."""

THEIRS = frozenset({"reply", "answer_merged", "decline", "decide_extension", "suspend"})
"""Of which of them it hears what was said: our units' words for whoever raised it."""


def tell_outside(*, at: datetime | None = None) -> int:
    """Make results and deliveries of what happened since; how many lines were new."""
    moment = clock.at_or_now(at)
    with transaction.atomic():
        mark, begun = Bookmark.objects.select_for_update().get_or_create(name=STORY)
        if begun:
            # What happened before anybody listened is told to nobody.
            mark.line = TimelineEntry.objects.aggregate(last=Max("pk"))["last"] or 0
            mark.save()
            return 0
        story = TimelineEntry.objects.filter(kind__in=TOLD, pk__gt=mark.line - OVERLAP)
        lines = list(story.select_related("org").order_by("pk")[:AT_ONCE])
        fresh = sum(line.pk > mark.line for line in lines)
        _results(lines, moment)
        deliveries(lines, at=moment)
        if lines and lines[-1].pk > mark.line:
            mark.line = lines[-1].pk
            mark.save()
    return fresh


def _results(lines: Sequence[TimelineEntry], moment: datetime) -> None:
    told = [line for line in lines if line.kind == CASE.name and line.verb in RESULTS]
    orders = {
        order.case_id: order
        for order in OutsideOrder.objects.select_related("system", "case__place").filter(
            case__in={line.subject for line in told}
        )
    }
    drafts = [
        _result(line, orders[line.subject], moment) for line in told if line.subject in orders
    ]
    Message.objects.bulk_create(drafts, ignore_conflicts=True, batch_size=500)


def _result(line: TimelineEntry, order: OutsideOrder, moment: datetime) -> Message:
    system, case = order.system, order.case
    draft = Message(
        ref=new_code(),
        system=system,
        direction=Direction.OUT,
        outside_id=order.outside_id,
        digest=f"line:{line.pk}",
        case=case,
        received_at=line.at,
        next_at=moment,
    )
    said = _said(line, order, draft.ref)
    try:
        said["state"] = _their_word(system, line.verb)
    except Unknown as no:
        hold(draft, no)
        draft.unknown_field, draft.unknown_word = no.of, no.word
    draft.said_locked = Message.locked(said)
    return draft


def _said(line: TimelineEntry, order: OutsideOrder, ref: str) -> dict[str, Any]:
    case = order.case
    unit = line.org.name if line.org else ""
    return {
        "result_id": ref,
        "outside_id": order.outside_id,
        "case": case.code,
        "event": line.verb,
        "state": "",
        "at": line.at.isoformat(),
        "text": line.said if line.verb in THEIRS and line.public else "",
        "unit": unit,
        "due_at": case.due_at.isoformat() if case.due_at else "",
    }


def _their_word(system: System, verb: str) -> str:
    found = Word.objects.filter(system=system, field=Field.RESULT, word=verb)
    means = found.values_list("means", flat=True).first()
    if means is None:
        raise Unknown(Field.RESULT, verb)
    return means


def send_results(*, at: datetime | None = None, most: int = 200) -> int:
    """Push what is due to systems that are pushed to; how many arrived.

    A system that is silent is asked once in a round; what else is for it waits with that one.
    """
    moment, sent = clock.at_or_now(at), 0
    silent: set[int] = set()
    due = Message.objects.outgoing().filter(system__road=Road.PUSH).ready(moment)
    for message in due.select_related("system")[:most]:
        sent += _pushed(message, moment, silent)
    return sent


def _pushed(message: Message, moment: datetime, silent: set[int]) -> bool:
    if message.system_id in silent:
        return False
    body = json.dumps(message.said, ensure_ascii=False).encode()
    try:
        transport.send(
            address=message.system.address,
            body=body,
            secret=message.system.secret,
            ref=message.ref,
            timestamp=str(int(moment.timestamp())),
        )
    except NotSent as no:
        if no.again:
            later(message.pk, moment)
            if no.code == transport.UNREACHABLE:
                silent.add(message.system_id)
                _put_off(message)
        else:
            hold(message, Refused(_not_taken(no.code), no.code))
            message.save()
        return False
    settled(Message.objects.filter(pk=message.pk), moment)
    return True


def _put_off(message: Message) -> None:
    """What else is for a silent system waits as long as this one."""
    message.refresh_from_db(fields=["next_at"])
    rest = Message.objects.outgoing().filter(system=message.system, state=State.WAITING)
    rest.filter(next_at__lt=message.next_at).update(next_at=message.next_at)


def _not_taken(code: str) -> str:
    return _("对方没有收下（%(code)s）。请核对地址和密钥，再送一次。") % {"code": code}


def settled(messages: Any, moment: datetime) -> int:
    """The other side has them."""
    waiting = messages.filter(state=State.WAITING)
    return int(waiting.update(state=State.DONE, settled_at=moment, why="", why_code=""))


def write_results(*, at: datetime | None = None) -> list[Path]:
    """Write what is due into the folders of systems that take files; the files written.

    A file appears whole or not at all. Should the machine stop between the file and the note that
    it was written, the same results come in a second file, by the same `result_id`.
    """
    moment = clock.at_or_now(at)
    made = []
    for system in System.objects.filter(road=Road.FOLDER, ended_at__isnull=True):
        due = Message.objects.outgoing().filter(
            system=system, state=State.WAITING, next_at__lte=moment
        )
        for some in _by(list(due.order_by("pk")[:AT_ONCE]), IN_A_FILE):
            made.append(_file(system, some, moment))
            settled(Message.objects.filter(pk__in=[each.pk for each in some]), moment)
    return made


def _by(rows: Iterable[Message], size: int) -> Iterable[list[Message]]:
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def _file(system: System, results: Sequence[Message], moment: datetime) -> Path:
    folder = Path(settings.EXCHANGE) / system.code / "out"
    name = f"results-{moment:%Y%m%dT%H%M%S}-{results[0].ref}.{system.format}"
    return put(folder / name, formats.written([each.said for each in results], system.format))


def put(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path


def results_after(
    system: System, after: str, *, limit: int, at: datetime | None = None
) -> list[Mapping[str, Any]]:
    """What waits to be fetched, oldest first; what they name as their last is settled with all before it.

    An answer that was lost is given again, as long as `after` is not moved on.
    """
    moment = clock.at_or_now(at)
    out = Message.objects.outgoing().filter(system=system)
    last = out.filter(ref=after).values_list("pk", flat=True).first() if after else None
    if last is not None:
        settled(out.filter(pk__lte=last), moment)
    rows = out.filter(state=State.WAITING, next_at__lte=moment).order_by("pk")
    return [each.said for each in rows[:limit]]


def receipt(message: Message) -> dict[str, Any]:
    """What the sender of a message is told: that it is kept, how it stands, and what is wrong."""
    code = message.case.code if message.case is not None else ""
    return {
        "receipt": message.ref,
        "outside_id": message.outside_id,
        "digest": message.digest,
        "received_at": message.received_at.isoformat(),
        "state": message.state,
        "means": message.means or Means.REQUEST,
        "case": code,
        "why": message.why,
    }
