"""Which company looks after what here, which of its members, and what they see."""

from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from sanan.cases.models import Case, CaseQuerySet, Reply
from sanan.insight.private.covering import cover
from sanan.kit.rounding import rate
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.services.enums import PartnerKind
from sanan.services.models import Outage, Partner, PartnerRequest, Posting
from sanan.services.rules.requests import PARTNER_REQUEST, companies


def partners_at(place: Place) -> list[Partner]:
    """The companies of the county in which a place lies, by kind."""
    found = Partner.objects.filter(county__path__in=line(place.path)).select_related("org")
    return list(found.order_by("kind"))


def partner_of(place: Place, kind: PartnerKind) -> Partner | None:
    """The company for one kind of matter here."""
    return next((p for p in partners_at(place) if p.kind == kind), None)


def member_for(partner: Partner, village: Place) -> Person | None:
    """The member posted to this community; of several, the one sent to least long ago first out.

    Nobody is counted or compared: who was sent something longest ago is next.
    """
    found = Posting.objects.standing().filter(partner=partner, place=village)
    people = [a.person for a in found.select_related("person").order_by("pk") if a.person.is_active]
    if not people:
        return None
    last = dict(
        PartnerRequest.objects.filter(member__in=people)
        .order_by("sent_at", "pk")
        .values_list("member", "sent_at")
    )
    never: float = 0
    return min(people, key=lambda p: (last[p.pk].timestamp() if p.pk in last else never, p.pk))


def members_at(place: Place) -> list[Posting]:
    """Who of which company looks after this community, for its page."""
    found = Posting.objects.standing().filter(place=place).select_related("partner__org", "person")
    return list(found.order_by("partner__kind", "pk"))


def seen_by(person: Person) -> CaseQuerySet:
    """What was asked of a member's company in their communities."""
    asked = Case.objects.at_work(person).filter(kind=PARTNER_REQUEST.name)
    return asked.filter(handler__in=companies(person))


def to_relay(case: Case) -> str:
    """What could be said in the chat: the matter and the answer, with names and numbers left out."""
    reply = Reply.objects.filter(case=case).order_by("-at", "-pk").first()
    if reply is None:
        return ""
    own = PartnerRequest.objects.select_related("village", "partner").get(case=case)
    return _("%(place)s%(kind)s的事办了：%(answer)s") % {
        "place": own.village.spoken,
        "kind": own.partner.get_kind_display(),
        "answer": cover(reply.public_text),
    }


def coverage(partner: Partner) -> tuple[int, int]:
    """Communities with a member of the company, and all communities of the county."""
    everywhere = Place.objects.within(partner.county).of_kind("village").count()
    held = Posting.objects.standing().filter(partner=partner)
    return held.values("place").distinct().count(), everywhere


def figures(partner: Partner, person: Person, now: datetime) -> dict[str, object]:
    """For the company's page: how many cases, open and answered, coverage."""
    counted = seen_by(person).aggregate(
        all=Count("pk"), answered=Count("pk", filter=Q(replied_at__isnull=False))
    )
    covered, everywhere = coverage(partner)
    return {
        "all": counted["all"],
        "answered": counted["answered"],
        "covered": covered,
        "everywhere": everywhere,
        "share": rate(covered, everywhere),
        "outages": Outage.objects.visible_to(person).standing(now).count(),
    }
