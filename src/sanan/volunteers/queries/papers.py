"""What a certificate says, for the paper and for whoever verifies it."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.insight.private import tables
from sanan.kit import certificates, vault
from sanan.kit.calendar import SHANGHAI
from sanan.kit.dates import day
from sanan.kit.paper import pdf as kit_pdf
from sanan.process.certificates import Answer
from sanan.volunteers.enums import Paper
from sanan.volunteers.models import Certificate, Service
from sanan.volunteers.queries.hours import hours

DATA = Path(__file__).resolve().parents[1] / "data"
LISTED = 40
"""Services listed one by one on the paper; the sum is always of all."""


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), SHANGHAI)


def records_of(certificate: Certificate) -> list[dict[str, Any]]:
    """The confirmed services of the period with that organisation, oldest first: one query.

    A service belongs to the day on which it began, Chinese time; both days are included.
    """
    found = (
        Service.objects.confirmed()
        .filter(
            person_id=certificate.volunteer.person_id,
            org_id=certificate.org_id,
            began_at__gte=_midnight(certificate.since_on),
            began_at__lt=_midnight(certificate.until_on + timedelta(days=1)),
        )
        .order_by("began_at")
        .values_list("ref", "began_at", "title", "minutes")
    )
    return [
        {
            "ref": ref,
            "on": f"{timezone.localtime(began_at, SHANGHAI):%Y-%m-%d}",
            "title": title,
            "minutes": minutes,
        }
        for ref, began_at, title, minutes in found
    ]


def outdated(certificate: Certificate) -> bool:
    """Whether the records have been corrected since the certificate was issued."""
    stated: list[dict[str, Any]] = certificate.records
    return records_of(certificate) != stated


def verify_path(certificate: Certificate) -> str:
    """The public page that answers for this certificate."""
    return f"/volunteers/check/{certificate.number}/"


def answer(certificate: Certificate) -> Answer:
    """What anyone who holds the number may read: masked, without the single services."""
    volunteer = certificate.volunteer
    number = volunteer.masked_id
    identity = f"{volunteer.get_id_kind_display()} {number}" if number else _("未登记")
    told = {"hours": hours(certificate.minutes), "n": certificate.times}
    period = {"since": day(certificate.since_on), "until": day(certificate.until_on)}
    facts = [
        (_("证明编号"), certificate.number),
        (_("姓名"), tables.name(volunteer.person.name, person=True)),
        (_("证件"), identity),
        (_("服务期间"), _("%(since)s 至 %(until)s") % period),
        (_("服务时间"), _("%(hours)s 小时，%(n)s 次") % told),
        (_("出具单位"), certificate.org.name),
        (_("单位电话"), certificate.phone),
        (_("开具日期"), day(certificate.issued_at)),
        (_("撤销日期"), day(certificate.ended_at)),
    ]
    return Answer(certificate.state == Paper.ISSUED, facts)


def paper_of(certificate: Certificate) -> dict[str, Any]:
    """Everything that the printed certificate carries, as plain values."""
    volunteer, org = certificate.volunteer, certificate.org
    number = vault.unlock(volunteer.id_locked)
    team = getattr(org, "team", None)
    identity = f"{volunteer.get_id_kind_display()} {number}" if number else _("未登记")
    period = _("%(since)s 至 %(until)s") % {
        "since": certificate.since_on,
        "until": certificate.until_on,
    }
    facts = [
        [_("姓名"), volunteer.person.name],
        [_("证件类型和号码"), identity],
        [_("志愿者编号"), volunteer.code],
        [_("服务期间"), period],
        [_("服务时间"), _("%(hours)s 小时") % {"hours": hours(certificate.minutes)}],
        [_("服务次数"), _("%(n)d 次") % {"n": certificate.times}],
    ]
    issuer = [
        [_("出具单位"), org.name],
        [_("登记号"), team.register_no if team and team.register_no else "—"],
        [_("负责人"), certificate.head],
        [_("经办人"), certificate.handler],
        [_("联系电话"), certificate.phone],
    ]
    listed = certificate.records[:LISTED]
    rest = certificate.times - len(listed)
    more = _("另有 %(n)d 次没有一一列出，时间已经合计在内。") % {"n": rest} if rest else ""
    issued = timezone.localtime(certificate.issued_at) if certificate.issued_at else None
    return {
        "title": _("志愿服务记录证明"),
        "number": _("证明编号 %(number)s") % {"number": certificate.number},
        "facts": facts,
        "head": [_("日期"), _("服务内容"), _("小时")],
        "rows": [[r["on"], r["title"], hours(r["minutes"])] for r in listed],
        "more": more,
        "issuer": issuer,
        "issued": _("开具日期 %(day)s") % {"day": f"{issued:%Y-%m-%d}" if issued else ""},
        "sign": [_("负责人（签字）"), _("经办人（签字）"), _("单位（公章）")],
        "notes": _("备注：%(notes)s") % {"notes": certificate.notes} if certificate.notes else "",
        "free": _(
            "本证明免费开具。服务时间是实际服务的时间，不含路上和休息。扫码或输入编号可以核对真假。"
        ),
        "void": _("已撤销") if certificate.state == "revoked" else "",
        "qr": certificates.code_of(verify_path(certificate)),
    }


def pdf(paper: dict[str, Any]) -> bytes:
    """The certificate as an A4 page. Raises `Refused` where the Chinese font is not installed."""
    return kit_pdf(DATA / "certificate.typ", paper=paper)
