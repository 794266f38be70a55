"""Who hears of it. A resident hears at receipt, dispatch, question, extension, reply, close only."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sanan.cases import deadlines
from sanan.cases.enums import Urgency
from sanan.cases.models import Case, Follow
from sanan.kit import vault
from sanan.people import actions as people
from sanan.people.actions import Letter, NoticeKind
from sanan.people.actions.notices import Say
from sanan.people.enums import HANDLING_ROLES, Channel, Role
from sanan.people.models import Org, Person
from sanan.people.queries import holders


def tell_appellant(
    case: Case,
    say: Say | NoticeKind,
    words: Mapping[str, object],
    *,
    at: datetime,
    source: str = "",
) -> None:
    """A sentence to the appellant: in their account, and by SMS where they left a number."""
    phone, letters = vault.unlock(case.contact_locked), []
    if case.appellant_id:
        letters.append(Letter(say, case.appellant, words, link=f"/track/{case.code}/"))
    if phone:
        urgent = case.urgency in {Urgency.DANGER, Urgency.UTILITY}
        letters.append(_message(phone, say, words, source, urgent=urgent))
    if letters:
        people.notify_all(letters=letters, at=at)


def tell_followers(case: Case, say: Say, *, at: datetime) -> None:
    """Those who follow a neighbour's case hear when it is answered and when it ends."""
    letters = []
    for follow in Follow.objects.filter(case=case).select_related("person"):
        if follow.person:
            letters.append(Letter(say, follow.person, link=f"/public/{case.code}/"))
        elif follow.contact_locked:
            letters.append(_message(vault.unlock(follow.contact_locked), say, {}))
    people.notify_all(letters=letters, at=at)


def tell_org(case: Case, org: Org, say: Say | NoticeKind, *, at: datetime) -> None:
    """Everyone who handles work orders in `org`."""
    _tell(case, holders(HANDLING_ROLES, org=org, at=at), say, at)


def tell_roles(case: Case, roles: Iterable[Role], say: Say | NoticeKind, *, at: datetime) -> None:
    """Everyone who holds one of `roles` at the case's place or above it."""
    _tell(case, holders(roles, above=case.place, at=at), say, at)


def tell_group(case: Case, say: Say, *, at: datetime) -> None:
    """The county's WeCom group, where it has one: the number and the state, nobody's words."""
    if deadlines.setting(case.county_id).wecom_webhook:
        words = {"title": case.code}
        people.notify(say=say, words=words, channel=Channel.WECOM, link=_staff(case), at=at)


def _message(
    phone: str,
    say: Say | NoticeKind,
    words: Mapping[str, object],
    source: str = "",
    *,
    urgent: bool = False,
) -> Letter:
    return Letter(say, words=words, phone=phone, channel=Channel.SMS, source=source, urgent=urgent)


def _tell(case: Case, whom: Iterable[Person], say: Say | NoticeKind, at: datetime) -> None:
    words = {"title": case.title[:40]}
    people.tell(people=whom, say=say, words=words, link=_staff(case), at=at)


def _staff(case: Case) -> str:
    return f"/staff/cases/{case.code}/"
