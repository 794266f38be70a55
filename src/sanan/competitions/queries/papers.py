"""What is printed and shown of a competition: certificates, the notice on the wall, a sheet's story."""

from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.competitions.enums import EntryState, SheetState
from sanan.competitions.models import Competition, Entry, Rubric, ScoreSheet, Stage
from sanan.competitions.models.judging import unseal
from sanan.competitions.rules import CHAIR, SHEET
from sanan.kit import certificates, paper
from sanan.kit.dates import day
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.queries import timeline

POSTER = Path(__file__).resolve().parents[1] / "data" / "poster.typ"


def certificate(found: Entry) -> bytes:
    """The certificate of a prize. Raises `Refused` where there is none."""
    if not found.certificate:
        raise Refused(_("还没有颁奖，没有证书。"), "no_certificate")
    told = {"title": found.competition.title, "project": found.title, "award": found.award}
    return certificates.award(
        title=_("获奖证书"),
        name=found.team,
        unit="",
        text=_("项目“%(project)s”在“%(title)s”中获得%(award)s。") % told,
        issuer=found.competition.hosts,
        on=found.awarded_on,
        certificate=found.certificate,
        path=reverse("competitions:checked", args=[found.certificate]),
        void=found.state == EntryState.REVOKED,
    )


def poster(found: Competition) -> bytes:
    """The notice of the results, or before them the call with its finalists."""
    entries = Entry.objects.public().filter(competition=found)
    known = found.is_open
    order = ("place_reached", "number") if known else ("number",)
    rows = [
        [
            str(each.place_reached or "—") if known else str(n),
            each.title,
            each.team,
            f"{each.final:.2f}" if known and each.final is not None else "",
            each.award,
        ]
        for n, each in enumerate(_sorted(entries, order), 1)
    ]
    heads = [_("名次") if known else _("序号"), _("项目"), _("队伍"), _("总分"), _("奖项")]
    told = {
        "title": found.title,
        "hosts": found.hosts,
        "head": _head(found),
        "heads": heads,
        "rows": rows,
        "foot": _("扫码看每位评委的每一个分数、去掉的分和算法，也可以提异议。")
        if known
        else _("扫码看征集公告和参评的项目。"),
        "qr": certificates.code_of(reverse("competitions:competition", args=[found.code])),
    }
    return paper.pdf(POSTER, paper=told)


def _head(found: Competition) -> str:
    if found.awarded_on:
        return _("评审结果（%(day)s颁奖）") % {"day": day(found.awarded_on)}
    if found.is_open:
        span = {"first": day(found.publicised_on), "last": day(found.publicity_ends_on)}
        return _("评审结果公示（%(first)s至%(last)s）") % span
    return _("参评项目")


def _sorted(entries: Any, order: tuple[str, ...]) -> list[Entry]:
    return sorted(entries, key=lambda e: tuple(getattr(e, name) or 10_000 for name in order))


def rubric_path(found: Rubric) -> str:
    """Where a version of a rubric is read."""
    return reverse("competitions_staff:rubric", args=[found.code])


def in_order(stage: Stage) -> list[Entry]:
    """The entries of a round in the order of the lot."""
    known = {each.code: each for each in Entry.objects.filter(code__in=stage.order)}
    return [known[code] for code in stage.order if code in known]


def chairs(thing: Competition | Stage | ScoreSheet, person: Person) -> bool:
    """Whether this person is the chair of the judges."""
    return CHAIR.stands is not None and CHAIR.stands(thing, person)


def notes(found: Entry) -> list[tuple[str, str]]:
    """What judges wrote for the team, by the name under which their scores stand; once all is open."""
    rows = found.sheets.filter(state=SheetState.SUBMITTED).select_related("judge")
    given = ((sheet.judge.alias, sheet.given().get("note", "")) for sheet in rows)
    return [(alias, note) for alias, note in given if note]


def sheet_values(sheet: ScoreSheet, person: Person) -> dict[str, Any]:
    """The story of a sheet. Its versions are the judge's own, and the chair's once the seal is broken."""
    own = sheet.judge.person_id == person.pk
    opened = not sheet.stage.is_sealed or sheet.stage.looked_at is not None
    known = own or sheet.stage.competition.is_open or (opened and chairs(sheet, person))
    versions = sheet.versions.all() if known else []
    return {
        "own": own,
        "versions": [(each, unseal(each.locked)) for each in versions],
        "story": timeline(SHEET, sheet),
    }
