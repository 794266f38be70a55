"""Certificates of courses: the paper, and what whoever checks one reads."""

from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.kit import certificates, dates
from sanan.kit.errors import Missing
from sanan.livelihood.enums import PaperState
from sanan.livelihood.models import TrainingPaper
from sanan.process.certificates import Answer


def by_number(number: str) -> TrainingPaper:
    """The certificate of a number, revoked or not. Raises `Missing`."""
    rows = TrainingPaper.objects.select_related("place", "course", "member")
    found = rows.filter(number=number).first()
    if found is None:
        raise Missing(_("没有这个证书编号。请对照证书再看一遍。"), "no_certificate")
    return found


def answer(found: TrainingPaper) -> Answer:
    """What stands on it, the name covered, and that it was revoked where it was."""
    facts = [
        (_("证书编号"), found.number),
        (_("姓名"), found.shown_name),
        (_("课程"), found.course.title),
        (_("上了几次"), found.sessions),
        (_("发证"), dates.day(found.issued_on)),
    ]
    if found.revoked_on:
        facts.append((_("撤销日期"), dates.day(found.revoked_on)))
    return Answer(found.state == PaperState.ISSUED, facts)


def pdf(found: TrainingPaper) -> bytes:
    """The certificate as an A4 page with the code of its public answer, stamped where revoked."""
    return certificates.award(
        title=_("结业证书"),
        name=found.member.name,
        text=_("参加“%(course)s”培训 %(n)d 次，准予结业。")
        % {"course": found.course.title, "n": found.sessions},
        unit="",
        issuer=found.place.spoken,
        on=found.issued_on,
        certificate=found.number,
        path=reverse("livelihood:checked", args=[found.number]),
        void=found.state == PaperState.REVOKED,
    )
