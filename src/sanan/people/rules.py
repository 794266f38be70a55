"""Who may do what to persons and positions, and which positions exclude each other.

Sources: Organic Law of the Villagers' Committees art. 32 (supervisors are not committee members);
GB/T 22239-2019 (three administrators are three people); domain brief §0.3.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.people.enums import HANDLING_ROLES, THREE_ADMINS, OrgKind, Role
from sanan.people.models import Org, Person, Position, holds, posts
from sanan.places.models import Place


class Verb(StrEnum):
    """What administrators do here."""

    SEE_PERSONS = "see_persons"
    ADD_PERSON = "add_person"
    ADD_ORG = "add_org"
    SET_DUTY = "set_duty"
    APPOINT = "appoint"
    APPOINT_ADMIN = "appoint_admin"
    ISSUE_TOKEN = "issue_token"
    RESEND = "resend"
    SEE_SAFETY = "see_safety"
    UNLOCK = "unlock"
    SIGN_OUT_OTHERS = "sign_out_others"
    DEACTIVATE = "deactivate"
    RESET_SECOND_FACTOR = "reset_second_factor"
    GIVE_FACTOR_CODE = "give_factor_code"
    SEE_RECORD = "see_record"
    SEE_CHAIN = "see_chain"


# Each administrator has their own verbs and none of the others' (三员分立).
RULES: Mapping[Verb, frozenset[Role]] = {
    Verb.SEE_PERSONS: frozenset({Role.TENANT_ADMIN}),
    Verb.ADD_PERSON: frozenset({Role.TENANT_ADMIN}),
    Verb.ADD_ORG: frozenset({Role.TENANT_ADMIN}),
    Verb.SET_DUTY: frozenset({Role.TENANT_ADMIN}),
    Verb.APPOINT: frozenset({Role.TENANT_ADMIN}),
    Verb.APPOINT_ADMIN: frozenset({Role.SECURITY_ADMIN}),
    Verb.ISSUE_TOKEN: frozenset({Role.TENANT_ADMIN}),
    Verb.RESEND: frozenset({Role.TENANT_ADMIN}),
    Verb.SEE_SAFETY: frozenset({Role.SECURITY_ADMIN}),
    Verb.UNLOCK: frozenset({Role.SECURITY_ADMIN}),
    Verb.SIGN_OUT_OTHERS: frozenset({Role.SECURITY_ADMIN}),
    Verb.DEACTIVATE: frozenset({Role.SECURITY_ADMIN}),
    Verb.RESET_SECOND_FACTOR: frozenset({Role.SECURITY_ADMIN}),
    Verb.GIVE_FACTOR_CODE: frozenset({Role.SECURITY_ADMIN}),
    Verb.SEE_RECORD: frozenset({Role.AUDITOR}),
    Verb.SEE_CHAIN: frozenset(
        {
            Role.TENANT_ADMIN,
            Role.LEADER,
            Role.DISPATCHER,
            Role.VILLAGE_CADRE,
            Role.GRID_WORKER,
            Role.BUILDING_LEADER,
            Role.PARTY_CONTACT,
        }
    ),
}


READ = "read"
KEY_VERBS: dict[str, str | Promise] = {READ: _("看")}
"""What a key may be for: reading, and the verbs that the programs' interface adds when it starts."""


def check(verb: Verb, by: Person | None, *, place: Place | None = None) -> None:
    """Allow, or raise `Forbidden`. Without `by` it is the system (command line, demo) that acts.

    Without `place` the role may be held anywhere; with it, at or above that place.
    """
    if by is not None and not allowed(verb, by, place=place):
        raise Forbidden(_("这一步不由您来办。请找本单位的管理员。"), "not_yours")


def check_over(verb: Verb, by: Person | None, person: Person) -> None:
    """Allow what is done to a person as a whole, or raise `Forbidden`.

    Whoever takes over, stops or opens an account has all that its owner may do: so every post of
    theirs, later ones too, must lie at or under the places where `by` holds the role. Someone
    without a post is judged by their home, where one is known.
    """
    check(verb, by)
    if by is None:
        return
    mine = [post.path for post in posts(by) if post.role in RULES[verb]]
    if not all(any(path.startswith(top) for top in mine) for path in _reach(person)):
        raise Forbidden(
            _("这个人在您管的地方以外也有职务。请找两边共同上级的管理员来办。"), "beyond_you"
        )


def _reach(person: Person) -> list[str]:
    """The places of a person's posts, today's and later ones; without any, of their home."""
    held = Position.objects.filter(person=person)
    kept = held.filter(Q(until_on__isnull=True) | Q(until_on__gte=timezone.localdate()))
    paths = list(kept.values_list("place__path", flat=True))
    if not paths and person.home is not None:
        return [str(person.home.path)]
    return paths


def allowed(verb: Verb, by: Person | None, *, place: Place | None = None) -> bool:
    """Whether this person may."""
    if place is None:
        return any(p.role in RULES[verb] for p in posts(by))
    return holds(by, RULES[verb], path=str(place.path))


def check_appointment(
    *,
    person: Person,
    role: Role,
    place: Place,
    org: Org | None,
    since_on: date,
    until_on: date | None,
) -> None:
    """Raise the refusal that stands against this position, if any.

    `Invalid` where the position makes no sense by itself, `Refused` where another position of the
    same person excludes it. Kinship with a committee member (art. 32) is not known to us.
    """
    if until_on is not None and until_on < since_on:
        raise Invalid(_("卸任日期早于到任日期。"), "dates", field="until_on")
    if org is None and role in HANDLING_ROLES:
        raise Invalid(_("这个职务要写明所在单位，否则派不了单。"), "org_needed", field="org")
    others = _at_the_same_time(person, since_on, until_on)
    _check_admins(role, others)
    _check_supervisor(role, place, org, others)
    _check_twice(role, place, org, others)


def _at_the_same_time(person: Person, since_on: date, until_on: date | None) -> list[Position]:
    held = Position.objects.filter(person=person).select_related("place", "org")
    return [
        p
        for p in held
        if (until_on is None or p.since_on <= until_on)
        and (p.until_on is None or p.until_on >= since_on)
    ]


def _check_admins(role: Role, others: Iterable[Position]) -> None:
    if role not in THREE_ADMINS:
        return
    if any(p.role in THREE_ADMINS and p.role != role for p in others):
        raise Refused(
            _("系统、安全、审计三个管理员必须是三个人。请另选一位，或先让这位卸任。"),
            "three_admins",
        )


def _check_supervisor(
    role: Role, place: Place, org: Org | None, others: Iterable[Position]
) -> None:
    sits = _on_committee(role, org)
    watches = role == Role.VILLAGE_SUPERVISOR
    for other in others:
        if other.place.path != place.path:
            continue
        if watches and _on_committee(Role(other.role), other.org):
            raise Refused(
                _("这位是本村村委会的人，不能同时监督村委会（村民委员会组织法第三十二条）。"),
                "art_32",
            )
        if sits and other.role == Role.VILLAGE_SUPERVISOR:
            raise Refused(
                _("这位是本村监督委员会的人，不能同时进村委会（村民委员会组织法第三十二条）。"),
                "art_32",
            )


def _on_committee(role: Role, org: Org | None) -> bool:
    committee = org is not None and org.kind == OrgKind.VILLAGE_COMMITTEE
    return role == Role.VILLAGE_CADRE or (committee and role != Role.VILLAGE_SUPERVISOR)


def _check_twice(role: Role, place: Place, org: Org | None, others: Iterable[Position]) -> None:
    org_id = org.pk if org else None
    if any((p.role, p.place_id, p.org_id) == (role, place.pk, org_id) for p in others):
        raise Refused(_("这位在这段时间里已经担任这个职务。"), "already")
