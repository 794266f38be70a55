"""Who hears of it. A resident hears at receipt, dispatch, question, extension, reply, close only."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from sanan.cases.models import Case, Follow
from sanan.cases.queries import deadlines
from sanan.kit import vault
from sanan.people import actions as people
from sanan.people.enums import HANDLING_ROLES, Channel, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place

RESIDENTS_LANGUAGE = "zh-hans"


def tell_appellant(case: Case, sentences: Sequence[str | Promise], *, at: datetime) -> None:
    """Each sentence to the appellant: in their account, and by SMS where they left a number."""
    with override(RESIDENTS_LANGUAGE):
        texts = [str(sentence) for sentence in sentences]
    phone = vault.unlock(case.contact_locked)
    for text in texts:
        if case.appellant_id:
            people.notify(to=case.appellant, text=text, link=f"/track/{case.code}/", at=at)
        if phone:
            people.notify(phone=phone, text=text, channel="sms", at=at)


def tell_followers(case: Case, sentence: str | Promise, *, at: datetime) -> None:
    """Those who follow a neighbour's case hear when it is answered and when it ends."""
    with override(RESIDENTS_LANGUAGE):
        text = str(sentence)
    for follow in Follow.objects.filter(case=case).select_related("person"):
        if follow.person:
            people.notify(to=follow.person, text=text, link=f"/public/{case.code}/", at=at)
        elif follow.contact_locked:
            people.notify(
                phone=vault.unlock(follow.contact_locked), text=text, channel="sms", at=at
            )


def tell_org(case: Case, org: Org, sentence: str, *, at: datetime) -> None:
    """Everyone who handles work orders in `org`."""
    held = Position.objects.on(at.date()).filter(org=org, role__in=HANDLING_ROLES)
    _tell(case, Person.objects.filter(positions__in=held).distinct(), sentence, at)


def tell_roles(case: Case, roles: Iterable[Role], sentence: str, *, at: datetime) -> None:
    """Everyone who holds one of `roles` at the case's place or above it."""
    path = case.place.path
    above = [path[:end] for end in range(Place.steplen, len(path) + 1, Place.steplen)]
    held = Position.objects.on(at.date()).filter(role__in=list(roles), place__path__in=above)
    _tell(case, Person.objects.filter(positions__in=held).distinct(), sentence, at)


def tell_group(case: Case, sentence: str, *, at: datetime) -> None:
    """The county's WeCom group, where it has one: the number and the state, nobody's words."""
    if deadlines.setting(case.county_id).wecom_webhook:
        with override(RESIDENTS_LANGUAGE):
            text = _(sentence) % {"title": case.code}
        people.notify(text=text, channel=Channel.WECOM, link=f"/staff/cases/{case.code}/", at=at)


def _tell(case: Case, whom: Iterable[Person], sentence: str, at: datetime) -> None:
    for person in whom:
        with override(person.language or RESIDENTS_LANGUAGE):
            text = _(sentence) % {"title": case.title[:40]}
        people.notify(to=person, text=text, link=f"/staff/cases/{case.code}/", at=at)
