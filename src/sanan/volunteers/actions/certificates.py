"""Certificates: asked for, issued by whoever recorded, free, publicised, revoked with a reason.

志愿服务记录与证明出具办法(试行)(民政部令第67号); that the issue is publicised among members for at
least seven days, afterwards: 民发〔2015〕149号.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.people.actions.notices import notify
from sanan.people.models import Org, Person
from sanan.volunteers import rules
from sanan.volunteers.actions.change import hold, needed, written
from sanan.volunteers.actions.services import MINE
from sanan.volunteers.enums import Event, Paper
from sanan.volunteers.models import Certificate, Team, Volunteer
from sanan.volunteers.queries.papers import records_of

PUBLICISED = timedelta(days=7)


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
    if by.pk != volunteer.person_id:
        raise Forbidden(_("只有志愿者本人才能这样办。"), "not_yours")
    moment = clock.at_or_now(at)
    made = _drawn(volunteer, org, since_on, until_on, moment)
    made.purpose = words.clean_line(purpose, most=120, field="purpose")
    with transaction.atomic():
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise Refused(_("已经向这个单位申请过,还在等它开。"), "asked") from None
        written(Event.ASK_PAPER, volunteer.code, _told(made), by=by, at=moment)
    return made


def issue(
    *,
    by: Person,
    certificate: Certificate | None = None,
    volunteer: Volunteer | None = None,
    org: Org | None = None,
    since_on: date | None = None,
    until_on: date | None = None,
    notes: str = "",
    at: datetime | None = None,
) -> Certificate:
    """Issue what was asked for, or (without `certificate`) for a volunteer who asked in person.

    It states the confirmed records of the moment; `by` is the handler named on it.
    """
    moment = clock.at_or_now(at)
    made = certificate
    if made is None:
        if volunteer is None or org is None or since_on is None or until_on is None:
            raise Invalid(_("请选好志愿者、单位和起止日期。"), "incomplete")
        made = _drawn(volunteer, org, since_on, until_on, moment)
    rules.check_desk(made.org.place, by)
    if by.pk == made.volunteer.person_id:
        raise Forbidden(_("自己的证明要由别人来开。请找另一位组织者。"), "own")
    team = Team.objects.filter(org=made.org).first()
    if team is None:
        raise Refused(_("先写好这个单位的负责人和电话,证明上要有。"), "no_team")
    with transaction.atomic():
        hold(made.volunteer.person)
        if made.pk:
            made = _waiting(made)
        _fill(made)
        made.head, made.phone, made.handler = team.head, team.phone, by.name
        made.notes = words.clean_line(notes, most=200, field="notes")
        made.state, made.issued_at, made.issued_by = Paper.ISSUED, moment, by
        made.publicise_until = moment + PUBLICISED
        made.save()
        written(Event.ISSUE, made.volunteer.code, _told(made), by=by, at=moment)
        said = gettext_noop("“%(org)s”给您开好了志愿服务记录证明，可以下载和打印。")
        told = {"org": made.org.name}
        notify(to=made.volunteer.person, say=said, words=told, link=MINE, at=moment)
    return made


def refuse_certificate(
    *, certificate: Certificate, by: Person, reason: str, at: datetime | None = None
) -> Certificate:
    """Do not issue it, and say why."""
    return _end(certificate, Paper.DECLINED, by, reason, at)


def revoke(
    *, certificate: Certificate, by: Person, reason: str, at: datetime | None = None
) -> Certificate:
    """Take a certificate back; whoever verifies it reads that it no longer holds."""
    return _end(certificate, Paper.REVOKED, by, reason, at)


def _end(
    certificate: Certificate, state: Paper, by: Person, reason: str, at: datetime | None
) -> Certificate:
    rules.check_desk(certificate.org.place, by)
    reason = needed(reason, "reason", 200)
    moment = clock.at_or_now(at)
    needs = Paper.ASKED if state == Paper.DECLINED else Paper.ISSUED
    with transaction.atomic():
        fresh = _locked(certificate)
        if fresh.state != needs:
            raise Refused(_("这张证明的状态已经变了。请刷新页面再看。"), "wrong_state")
        fresh.state, fresh.ended_at, fresh.ended_why = state, moment, reason
        fresh.save(update_fields=["state", "ended_at", "ended_why"])
        event = Event.DECLINE if state == Paper.DECLINED else Event.REVOKE
        content = {"number": fresh.number, "state": str(state)}
        written(event, fresh.volunteer.code, content, by=by, at=moment, said=reason)
        declined = gettext_noop("“%(org)s”没有开具您申请的证明：%(reason)s")
        revoked = gettext_noop("“%(org)s”撤销了给您开的证明：%(reason)s")
        said = declined if state == Paper.DECLINED else revoked
        told = {"org": fresh.org.name, "reason": reason}
        notify(to=fresh.volunteer.person, say=said, words=told, link=MINE, at=moment)
    return fresh


def _drawn(
    volunteer: Volunteer, org: Org, since_on: date, until_on: date, at: datetime
) -> Certificate:
    if until_on < since_on:
        raise Invalid(_("结束日期要在开始以后。"), "dates", field="until_on")
    if until_on > timezone.localdate(at):
        raise Invalid(_("结束日期在将来,只能证明已经做过的。"), "future", field="until_on")
    made = Certificate(
        volunteer=volunteer, org=org, since_on=since_on, until_on=until_on, asked_at=at
    )
    _fill(made)
    return made


def _fill(made: Certificate) -> None:
    made.records = records_of(made)
    made.times = len(made.records)
    made.minutes = sum(record["minutes"] for record in made.records)
    if not made.minutes:
        raise Refused(
            _("这段时间在“%(org)s”没有双方确认过的服务,开不出证明。") % {"org": made.org.name},
            "nothing",
        )


def _locked(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",))
    return rows.select_related("org", "volunteer__person").get(pk=certificate.pk)


def _waiting(certificate: Certificate) -> Certificate:
    fresh = _locked(certificate)
    if fresh.state != Paper.ASKED:
        raise Refused(_("这张证明的状态已经变了。请刷新页面再看。"), "wrong_state")
    return fresh


def _told(made: Certificate) -> dict[str, object]:
    return {
        "number": made.number,
        "org": made.org.code,
        "since_on": made.since_on,
        "until_on": made.until_on,
        "minutes": made.minutes,
        "times": made.times,
        "records": made.records,
        "state": str(made.state),
        "publicise_until": made.publicise_until,
    }
