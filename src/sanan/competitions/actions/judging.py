"""Rubrics, stages, judges, sheets: from what is judged by to the broken seal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.competitions import panel
from sanan.competitions.enums import (
    EntryState,
    JudgeState,
    SheetState,
    StageKind,
)
from sanan.competitions.models import (
    Competition,
    Conflict,
    Entry,
    Judge,
    Result,
    Rubric,
    ScoreSheet,
    SheetVersion,
    Stage,
)
from sanan.competitions.models.competition import WHOLE
from sanan.competitions.models.judging import seal
from sanan.competitions.queries.judging import drawn_panels, row_of, said, sheets_of
from sanan.competitions.rules import ENTRY, JUDGES, SHEET, STAGE
from sanan.kit import bulk, clock, tokens, words
from sanan.kit.errors import Invalid, Refused
from sanan.ledger import actions as ledger
from sanan.people import queries as people
from sanan.people.actions.notices import notify
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.process.declare import SYSTEM
from sanan.process.step import Step

DESK = "/staff/competitions/judging/"
MOST_NOTE = 300


def write_rubric(
    *, title: str, body: Mapping[str, Any], by: Person | None, at: datetime | None = None
) -> Rubric:
    """A rubric, or the next version of one with this title. What was judged by an older one stays.

    It comes to 100 points, so that stages can be weighed against each other.
    """
    try:
        rule = panel.rubric_of(body)
    except panel.Wrong as wrong:
        raise Invalid(said(wrong), wrong.code, field="criteria") from wrong
    if not rule.criteria or rule.full != WHOLE:
        raise Invalid(_("各项的满分乘权重，加起来要正好是 100 分。"), "not_whole", field="criteria")
    names = [each.name for each in rule.criteria]
    if len(set(names)) < len(names):
        raise Invalid(_("有两项的名称一样，请改一个。"), "twice", field="criteria")
    title = words.one_line(title, "title", 60)
    moment = clock.at_or_now(at)
    known = Rubric.objects.filter(title=title).aggregate(most=Max("version"))["most"] or 0
    made = Rubric(
        title=title, version=known + 1, body=panel.as_data(rule), made_at=moment, made_by=by
    )
    bulk.insert(made)
    ledger.record(
        event="rubric.write",
        subject=made.code,
        content={"title": title, "version": made.version, "body": made.body},
        by=by.ref if by else "",
        at=moment,
    )
    return made


@STAGE.action("plan")
def plan_stage(
    *,
    competition: Competition,
    kind: str,
    weight: int,
    rubric: Rubric,
    by: Person,
    panel_size: int = 0,
    advance: int = 0,
    at: datetime | None = None,
) -> Stage:
    """One more round, after those that are there; weights never come to more than 100 %."""
    there = list(competition.stages.all())
    if sum(stage.weight for stage in there) + weight > WHOLE:
        raise Invalid(_("各轮的权重加起来超过了 100%。"), "weights", field="weight")
    if panel_size and panel_size < rubric.rule.minimum:
        raise Invalid(
            _("评分标准要求至少 %(n)s 位评委。") % {"n": rubric.rule.minimum},
            "too_few",
            field="panel_size",
        )
    made = Stage(
        competition=competition,
        number=len(there) + 1,
        kind=StageKind(kind),
        weight=weight,
        rubric=rubric,
        panel_size=panel_size,
        advance=advance,
    )
    with STAGE.begin("plan", made, by=by, at=at):
        pass
    return made


@JUDGES.action("name")
def name_judge(
    *,
    competition: Competition,
    person: Person,
    by: Person,
    chair: bool = False,
    at: datetime | None = None,
) -> Judge:
    """Ask somebody who holds a judge's post to judge; one of them is the chair."""
    if not people.holds(person, [Role.JUDGE], path=competition.place.path):
        raise Invalid(_("这个人还没有评委的岗位，请先在人员里任命。"), "no_post", field="person")
    rows = competition.judges.all()
    if rows.filter(person=person).exists():
        raise Invalid(_("这个人已经请过了。"), "twice", field="person")
    if chair and rows.filter(chair=True).exclude(state=JudgeState.DISMISSED).exists():
        raise Invalid(_("已经有评委会主任了。"), "chair", field="chair")
    number = (rows.aggregate(most=Max("number"))["most"] or 0) + 1
    made = Judge(competition=competition, person=person, number=number, chair=chair)
    with JUDGES.begin("name", made, by=by, at=at) as step:
        step.then(
            lambda done: _tell(done.thing, gettext_noop("请您担任“%(title)s”的评委。"), done.at)
        )
    return made


def _tell(judge: Judge, sentence: str, at: datetime) -> None:
    told = {"title": judge.competition.title}
    notify(to=judge.person, say=sentence, words=told, link=DESK, at=at)


@JUDGES.action("declare")
def declare(
    *,
    judge: Judge,
    by: Person,
    entries: Iterable[Entry] = (),
    why: str = "",
    at: datetime | None = None,
) -> Judge:
    """The judge names the entries of people they are close to, or none; again replaces it.

    The entries of organisations in which they hold a post are added by themselves.
    """
    chosen = {each.pk: each for each in entries if each.competition_id == judge.competition_id}
    why = words.clean_line(why, most=200, field="why")
    if chosen and not why:
        raise Invalid(_("请写一句为什么要回避。"), "no_why", field="why")
    with JUDGES.step("declare", judge, by=by, at=at) as step:
        step.thing.declared_at = step.at
        judge.conflicts.all().delete()
        mine = judge.competition.entries.filter(org__in=people.org_ids(by))
        reasons = {each.pk: (each, _("本人所在单位的项目")) for each in mine}
        reasons |= {pk: (each, why) for pk, each in chosen.items()}
        for entry, reason in reasons.values():
            bulk.insert(Conflict(judge=step.thing, entry=entry, why=reason, at=step.at))
        step.data = {"entries": sorted(entry.code for entry, _reason in reasons.values())}
    return judge


@JUDGES.action("dismiss")
def dismiss(*, judge: Judge, by: Person, at: datetime | None = None) -> Judge:
    """Not this one after all, before judging begins."""
    with JUDGES.step("dismiss", judge, by=by, at=at):
        pass
    return judge


@STAGE.action("open")
def open_stage(*, stage: Stage, by: Person, at: datetime | None = None) -> Stage:
    """Draw the order, give each entry its judges, and hand out the sheets.

    Judges who are close to an entry get no sheet for it; loads differ by as little as can be. Refused
    where an entry would have fewer judges than the rubric asks for.
    """
    with STAGE.step("open", stage, by=by, at=at) as step:
        step.thing.opened_at = step.at
        entries = list(step.thing.competition.entries.filter(state=EntryState.ELIGIBLE))
        entries.sort(key=lambda e: tokens.keyed_hash("competition-lot", stage.code + e.code))
        step.thing.order = [each.code for each in entries]
        judges = list(
            step.thing.competition.judges.exclude(state=JudgeState.DISMISSED).select_related(
                "person"
            )
        )
        sheets = [
            ScoreSheet(stage=step.thing, entry=entry, judge=judge)
            for entry, judge in drawn_panels(step.thing, entries, judges)
        ]
        step.data = {"entries": len(entries), "sheets": len(sheets)}
        step.then(lambda done: _hand_out(done, sheets, judges))
    return stage


def _hand_out(step: Step[Stage], sheets: list[ScoreSheet], judges: list[Judge]) -> None:
    SHEET.begin_many("assign", sheets, by=step.by, at=step.at, relation=SYSTEM)
    for judge in judges:
        _tell(judge, gettext_noop("“%(title)s”开始打分，请填评分表。"), step.at)


@STAGE.action("present")
def present(*, stage: Stage, entry: Entry | None, by: Person, at: datetime | None = None) -> Stage:
    """Who stands on the stage now, for the screen in the hall."""
    with STAGE.step("present", stage, by=by, at=at) as step:
        if entry is not None and entry.code not in step.thing.order:
            raise Refused(_("这个项目不在这一轮里。"), "elsewhere")
        step.thing.current = entry
    return stage


@STAGE.action("look")
def look(*, stage: Stage, by: Person, at: datetime | None = None) -> Stage:
    """All sheets are in: the chair sees where judges differ; from here nobody changes a sheet alone."""
    with STAGE.step("look", stage, by=by, at=at) as step:
        step.thing.looked_at = step.thing.looked_at or step.at
    return stage


@STAGE.action("close")
def close_stage(*, stage: Stage, by: Person, at: datetime | None = None) -> Stage:
    """All sheets are in: break the seal, reckon, say who goes on."""
    with STAGE.step("close", stage, by=by, at=at) as step:
        step.thing.closed_at = step.at
        step.thing.current = None
        entries = {
            each.code: each
            for each in step.thing.competition.entries.filter(state=EntryState.ELIGIBLE)
        }
        found = _reckoned(step.thing, entries)
        ranks = panel.places({code: result.total for code, result in found.items()})
        bulk.insert_many(
            [
                Result(
                    stage=step.thing,
                    entry=entries[code],
                    total=result.total,
                    rank=ranks[code],
                    row=row_of(step.thing, result),
                )
                for code, result in found.items()
            ]
        )
        if step.thing.advance:
            for code, rank in ranks.items():
                if rank > step.thing.advance:
                    with ENTRY.step("leave", entries[code], by=by, at=step.at, relation=SYSTEM):
                        pass
        step.data = {"entries": len(found)}
    return stage


def _reckoned(stage: Stage, entries: Mapping[str, Entry]) -> dict[str, panel.Result]:
    rule, sheets = stage.rubric.rule, sheets_of(stage)
    found = {}
    for code, entry in entries.items():
        try:
            found[code] = panel.result(rule, code, sheets.get(code, {}))
        except panel.Wrong as wrong:
            told = {"title": entry.title, "why": said(wrong)}
            raise Refused(_("“%(title)s”算不出结果：%(why)s") % told, wrong.code) from wrong
    return found


@STAGE.action("release")
def release(*, stage: Stage, by: Person, at: datetime | None = None) -> Stage:
    """What the stage came to may stand on the screen in the hall."""
    with STAGE.step("release", stage, by=by, at=at):
        pass
    return stage


@SHEET.action("submit")
def submit_sheet(
    *,
    sheet: ScoreSheet,
    scores: Mapping[str, str],
    by: Person,
    note: str = "",
    token: str = "",
    base: int | None = None,
    at: datetime | None = None,
) -> ScoreSheet:
    """Hand a sheet in: a score for each criterion, within its bounds. Sealed at once.

    `token` names the sending: the same one twice (a tablet that was without network) is once.
    `base` is the version that the judge had before their eyes; where another device has handed in a
    newer one, this one is refused rather than laid over it.
    """
    token = words.clean_line(token, most=64, field="token") or tokens.opaque(24)
    if sheet.versions.filter(token=token).exists():
        return sheet
    with SHEET.step("submit", sheet, by=by, at=at) as step:
        if base is not None and base != step.thing.version:
            raise Refused(
                _("这张评分表在另一台设备上已经交过新的一份。请刷新页面，看清楚再改。"),
                "other_device",
            )
        given = {"scores": _checked(step.thing, scores), "note": _note(note)}
        if step.thing.locked and step.thing.given() == given:
            raise Refused(_("这张评分表已经交过，内容一样，不用再交。"), "twice")
        step.set(locked=seal(given), version=step.thing.version + 1, submitted_at=step.at)
        version, locked = step.thing.version, step.thing.locked
        bulk.insert(
            SheetVersion(sheet=step.thing, number=version, locked=locked, at=step.at, token=token)
        )
        step.data = {"version": version}
    return sheet


def _checked(sheet: ScoreSheet, scores: Mapping[str, str]) -> dict[str, str]:
    """Every criterion with its score as text. Raises `Invalid` beside the criterion at fault."""
    found = {}
    for number, criterion in enumerate(sheet.stage.rubric.rule.criteria):
        field = f"score_{number}"
        text = words.half(str(scores.get(criterion.name, ""))).strip()
        try:
            score = panel.given(criterion, _("您"), text)
        except panel.Wrong as wrong:
            raise Invalid(said(wrong), wrong.code, field=field) from wrong
        found[criterion.name] = f"{score.normalize():f}"
    return found


def _note(note: str) -> str:
    return words.clean(note, most=MOST_NOTE, field="note")


@SHEET.action("recuse")
def recuse(*, sheet: ScoreSheet, why: str, by: Person, at: datetime | None = None) -> ScoreSheet:
    """The judge is close to this team after all: the panel on it grows smaller."""
    why = words.one_line(why, "why", 200)
    with SHEET.step("recuse", sheet, by=by, at=at) as step:
        step.note = why
        rows = Conflict.objects.filter(judge=step.thing.judge, entry=step.thing.entry)
        if not rows.exists():
            bulk.insert(
                Conflict(judge=step.thing.judge, entry=step.thing.entry, why=why, at=step.at)
            )
    return sheet


@SHEET.action("excuse")
def excuse(*, sheet: ScoreSheet, why: str, by: Person, at: datetime | None = None) -> ScoreSheet:
    """The judge did not come or cannot hand it in: it counts as nothing, not as nought."""
    with SHEET.step("excuse", sheet, by=by, at=at) as step:
        step.note = words.one_line(why, "why", 200)
    return sheet


@SHEET.action("reopen")
def reopen(*, sheet: ScoreSheet, why: str, by: Person, at: datetime | None = None) -> ScoreSheet:
    """The chair gives a sheet back, with a reason; every version of it stays."""
    with SHEET.step("reopen", sheet, by=by, at=at) as step:
        step.note = words.one_line(why, "why", 200)
        if step.thing.state == SheetState.SUBMITTED:
            notify(
                to=step.thing.judge.person,
                say=gettext_noop("“%(title)s”的一张评分表退回给您，请再看一遍。"),
                words={"title": step.thing.stage.competition.title},
                link=DESK,
                at=step.at,
            )
    return sheet
