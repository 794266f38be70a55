"""Certificates: asked for, issued by whoever recorded, free, publicised, revoked with a reason.

志愿服务记录与证明出具办法(试行)(民政部令第67号); that the issue is publicised among members for at
least seven days, afterwards: 民发〔2015〕149号.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.people.actions.notices import notify
from sanan.people.models import Org, Person
from sanan.process.step import Step
from sanan.volunteers.actions.services import MINE
from sanan.volunteers.enums import Paper
from sanan.volunteers.models import Certificate, Team, Volunteer, hold
from sanan.volunteers.queries.papers import records_of
from sanan.volunteers.rules import CERTIFICATE

PUBLICISED = timedelta(days=7)


@CERTIFICATE.action("ask")
def ask_certificate(
    *,
    volunteer: Volunteer,
    org: Org,
    since_on: date,
    until_on: date,
    by: Person,
    purpose: str = "",
    at: datetime | None = None,
) -> Certificate:
    """The volunteer asks an organisation for a certificate of a period (both days included)."""
    made = _drawn(volunteer, org, since_on, until_on, clock.at_or_now(at))
    made.purpose = words.clean_line(purpose, most=120, field="purpose")
    with CERTIFICATE.begin("ask", made, by=by, at=made.asked_at) as step:
        hold(volunteer.person)
        if Certificate.objects.filter(volunteer=volunteer, org=org, state=Paper.ASKED).exists():
            raise Refused(_("已经向这个单位申请过，还在等它开。"), "asked")
        _fill(step)
    return made


@CERTIFICATE.action("certify")
def certify(
    *,
    volunteer: Volunteer,
    org: Org,
    since_on: date,
    until_on: date,
    by: Person,
    notes: str = "",
    at: datetime | None = None,
) -> Certificate:
    """A certificate for a volunteer who asked in person; as `issue`."""
    made = _drawn(volunteer, org, since_on, until_on, clock.at_or_now(at))
    with CERTIFICATE.begin("certify", made, by=by, at=made.asked_at) as step:
        hold(volunteer.person)
        _issue(step, by, notes)
    return made


@CERTIFICATE.action("issue")
def issue(
    *, certificate: Certificate, by: Person, notes: str = "", at: datetime | None = None
) -> Certificate:
    """Issue what was asked for.

    It states the confirmed records of the moment; `by` is the handler named on it.
    """
    with CERTIFICATE.step("issue", certificate, by=by, at=at) as step:
        _issue(step, by, notes)
    return certificate


def _issue(step: Step[Certificate], by: Person, notes: str) -> None:
    made = step.thing
    team = Team.objects.get(org=made.org)
    _fill(step)
    step.set(head=team.head, phone=team.phone, handler=by.name)
    step.set(notes=words.clean_line(notes, most=200, field="notes"))
    step.set(issued_at=step.at, issued_by=by, publicise_until=step.at + PUBLICISED)
    _tell(step, gettext_noop("“%(org)s”给您开好了志愿服务记录证明，可以下载和打印。"))


@CERTIFICATE.action("decline")
def refuse_certificate(
    *, certificate: Certificate, by: Person, reason: str, at: datetime | None = None
) -> Certificate:
    """Do not issue it, and say why."""
    said = gettext_noop("“%(org)s”没有开具您申请的证明：%(reason)s")
    return _end("decline", certificate, by, reason, at, said)


@CERTIFICATE.action("revoke")
def revoke(
    *, certificate: Certificate, by: Person, reason: str, at: datetime | None = None
) -> Certificate:
    """Take a certificate back; whoever verifies it reads that it no longer holds."""
    said = gettext_noop("“%(org)s”撤销了给您开的证明：%(reason)s")
    return _end("revoke", certificate, by, reason, at, said)


def _end(
    verb: str, certificate: Certificate, by: Person, reason: str, at: datetime | None, said: str
) -> Certificate:
    reason = words.one_line(reason, "reason", 200)
    with CERTIFICATE.step(verb, certificate, by=by, at=at) as step:
        step.set(ended_at=step.at, ended_why=reason)
        step.say(reason)
        _tell(step, said, reason=reason)
    return certificate


def _drawn(
    volunteer: Volunteer, org: Org, since_on: date, until_on: date, at: datetime
) -> Certificate:
    if until_on < since_on:
        raise Invalid(_("结束日期要在开始以后。"), "dates", field="until_on")
    if until_on > timezone.localdate(at):
        raise Invalid(_("结束日期在将来，只能证明已经做过的。"), "future", field="until_on")
    return Certificate(
        volunteer=volunteer, org=org, since_on=since_on, until_on=until_on, asked_at=at
    )


def _fill(step: Step[Certificate]) -> None:
    """The confirmed records of the period as they stand; raises where there are none."""
    made = step.thing
    made.records = records_of(made)
    made.times = len(made.records)
    made.minutes = sum(record["minutes"] for record in made.records)
    if not made.minutes:
        raise Refused(
            _("这段时间在“%(org)s”没有双方确认过的服务，开不出证明。") % {"org": made.org.name},
            "nothing",
        )
    step.data = {"volunteer": made.volunteer.code, "org": made.org.code}


def _tell(step: Step[Certificate], said: str, **told: object) -> None:
    told = {"org": step.thing.org.name, **told}
    notify(to=step.thing.volunteer.person, say=said, words=told, link=MINE, at=step.at)
