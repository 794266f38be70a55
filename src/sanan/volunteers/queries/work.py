"""What waits for whoever organises: hours to confirm, corrections, certificates, what is over."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.people import queries as people
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.process.declare import Sentence
from sanan.process.work import WorkItem
from sanan.volunteers.enums import DESK, ActivityState, Paper, State
from sanan.volunteers.models import Activity, Certificate, Service

MOST = 50
"""Of each kind; the room's own lists show the rest."""


def waiting_for(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Nobody is asked to confirm, correct or certify their own."""
    if not {post.role for post in people.posts(person)} & set(DESK):
        return
    services = Service.objects.filter(below(person, DESK)).exclude(person=person)
    services = services.select_related("person", "place").order_by("began_at", "pk")
    for service in services.filter(state=State.CLAIMED)[:MOST]:
        yield _service(service, "accept", _("确认，算数"))
    asked = services.standing().filter(corrections__granted=None, corrections__isnull=False)
    for service in asked[:MOST]:
        yield _service(service, "settle", _("答复更正"))
    papers = Certificate.objects.filter(below(person, DESK, "org__place"), state=Paper.ASKED)
    papers = papers.exclude(volunteer__person=person).order_by("asked_at", "pk")
    for paper in papers.select_related("volunteer__person", "org__place")[:MOST]:
        href = reverse("volunteers_staff:certificate_do", args=[paper.number, "issue"])
        title = _("%(name)s的证明") % {"name": paper.volunteer.person.name}
        state = paper.get_state_display()
        yield _item(title, href, state, _("开具"), paper.org.place.spoken)
    over = Activity.objects.filter(below(person, DESK), state=ActivityState.OPEN, ends_at__lte=now)
    for activity in over.select_related("place").order_by("ends_at", "pk")[:MOST]:
        href = reverse("volunteers_staff:activity", args=[activity.code])
        yield _item(
            activity.title, href, _("时间过了"), _("记时长，结束活动"), activity.place.spoken
        )


def _service(service: Service, verb: str, do: Sentence) -> WorkItem:
    href = reverse("volunteers_staff:service_do", args=[service.ref, verb])
    title = f"{service.title}：{service.person.name}"
    return _item(title, href, service.get_state_display(), do, service.place.spoken)


def _item(title: Any, href: str, state: Sentence, do: Sentence, place: str) -> WorkItem:
    return WorkItem("volunteers", str(title), href, state, do, place)
