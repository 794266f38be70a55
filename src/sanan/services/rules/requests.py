"""What residents ask of a partner company: a case of a kind of its own, told back to the chat (点灯行动)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import State
from sanan.cases.kinds import Kind
from sanan.cases.models import Case
from sanan.kit import dates
from sanan.kit.errors import Refused
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.declare import Relation, Sentence, Verb
from sanan.services.enums import PARTNERS
from sanan.services.models import PartnerRequest, Posting


def companies(person: Person | None) -> list[int]:
    """The partner companies that this person works for."""
    return [p.org_id for p in people.posts(person) if p.role in PARTNERS and p.org_id]


def _posted_elsewhere(person: Person) -> Q | None:
    """Whoever is posted to some communities does not see the others; whoever is to none sees all."""
    orgs = companies(person)
    if not orgs:
        return None
    mine = Posting.objects.standing().filter(person=person, partner__org__in=orgs)
    places = list(mine.values_list("place", flat=True))
    return Q(handler__in=orgs) & ~Q(village__in=places) if places else None


def _has_it(case: Case, by: Person | None) -> bool:
    """A member of the company while it handles the case, posted there or nowhere."""
    return (
        by is not None
        and case.handler_id in companies(by)
        and Case.objects.visible_to(by).filter(pk=case.pk).exists()
    )


MEMBER = Relation("partner_member", _has_it, roles=PARTNERS)


def _not_answered(case: Case, _by: Person | None, _at: datetime) -> Refused | None:
    if case.replied_at is not None:
        return None
    return Refused(_("还没有答复，先把事办了、答复了再转告。"), "not_answered")


def _facts(case: Case) -> Iterator[tuple[Sentence, str]]:
    own = PartnerRequest.objects.select_related("partner", "member").get(case=case)
    hours = _("答应 %(n)d 小时内联系") % {"n": own.partner.respond_hours}
    yield _("送到单位"), f"{dates.moment(own.sent_at)} · {hours}"
    if own.member is not None:
        yield _("谁挂点"), own.member.name


PARTNER_REQUEST = Kind(
    name="partner_request",
    label=_("找合作单位"),
    verbs=[
        Verb(
            "relay",
            frozenset(State),
            label=_("记下：已转告群里"),
            told=_("转告过村群"),
            relations=[MEMBER],
            when=_not_answered,
        )
    ],
    forms={"relay": "sanan.services.forms.staff:RelayForm"},
    actions="sanan.services.actions.partners",
    first=["relay"],
    facts=_facts,
    hides=_posted_elsewhere,
)
