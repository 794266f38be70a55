"""What waits for a person in the rooms: concerns to confirm, messages to look at, appeals, who asks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.kit import words
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.people.queries import posts
from sanan.process.declare import Sentence
from sanan.process.work import WorkItem
from sanan.voices.enums import CLERKS, JUDGES, KEEPERS
from sanan.voices.models import Appeal, Member, Message
from sanan.voices.queries import desk

Kind = tuple[str, Sequence[Role], Callable[[Person], QuerySet[Any]], Sentence, Sentence]
MOST = 20
"""Of each kind; the last says how many more stand behind it."""
KINDS: Sequence[Kind] = (
    ("held", KEEPERS, desk.held, _("等人看过"), _("放行或不放行")),
    ("reported", KEEPERS, desk.reported, _("有人举报"), _("看一看")),
    ("appeals", JUDGES, desk.appeals, _("申诉等答复"), _("答复")),
    ("asking", KEEPERS, desk.asking, _("申请进群"), _("答复")),
    ("concerns", CLERKS, desk.concerns, _("像是诉求，等人确认"), _("立为事项，或不是")),
)


def waiting_for(person: Person, _now: datetime) -> Iterator[WorkItem]:
    """One statement for each kind that is this person's to do, and one where there are many."""
    held = {post.role for post in posts(person)}
    for tab, roles, find, state, do in KINDS:
        if held & set(roles):
            yield from _kind(tab, find(person), state, do)


def _kind(tab: str, found: QuerySet[Any], state: Sentence, do: Sentence) -> Iterator[WorkItem]:
    rows = list(found[: MOST + 1])
    more = found.count() - MOST if len(rows) > MOST else 0
    for row in rows[:MOST]:
        href, title = _address(row), _title(row)
        yield WorkItem("voices", title, href, state, do, row.room.place.spoken)
    if more:
        href = f"{reverse('voices_staff:review')}?tab={tab}"
        yield WorkItem("voices", str(state), href, state, do, more=more)


def _address(row: Message | Appeal | Member) -> str:
    page = {Message: "message", Appeal: "appeal", Member: "member"}[type(row)]
    return reverse(f"voices_staff:{page}", args=[row.ref])


def _title(row: Message | Appeal | Member) -> str:
    if isinstance(row, Member):
        return row.nickname
    return words.clip(f"{row.name}：{row.text}" if isinstance(row, Message) else row.text, 60)
