"""Assessments: rules as versions, facts of a quarter, objections before anything is published."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.kit import bulk, clock, dates, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.actions import written
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.projects.enums import OFFICERS, AssessmentState, Event, RulesState, Subjects
from sanan.projects.models import (
    AssessedScore,
    Assessment,
    AssessmentRules,
    ProvincialResult,
    ScoreObjection,
)
from sanan.projects.queries.assessing import (
    facts,
    kept,
    quarter,
    ruleset,
    unknown_facts,
)
from sanan.projects.rules import ASSESSMENT, RULES
from sanan.scoring import evaluate

HEARD_DAYS = 5
"""Working days for which objections are heard."""


@RULES.action("write")
def write_rules(
    *,
    place: Place,
    title: str,
    version: str,
    subjects: str,
    data: Mapping[str, Any],
    by: Person,
    at: datetime | None = None,
) -> AssessmentRules:
    """A version of rules, read and found workable; what stands is never changed, only followed."""
    found = ruleset({**data, "version": version} if isinstance(data, dict) else data)
    if strange := unknown_facts(found):
        sentence = _("这些数没有人统计：%(facts)s。请换成能统计的，或者写成人工评分。")
        raise Invalid(sentence % {"facts": "、".join(strange)}, "facts", field="rules_text")
    title, version = words.one_line(title, "title", 60), words.one_line(version, "version", 20)
    if AssessmentRules.objects.filter(place=place, title=title, version=version).exists():
        raise Invalid(_("这个版本号用过了，请写新的版本号。"), "twice", field="version")
    made = AssessmentRules(
        place=place,
        title=title,
        version=version,
        subjects=Subjects(subjects),
        data={**data, "version": version},
        made_at=clock.at_or_now(at),
    )
    with RULES.begin("write", made, by=by, at=at):
        pass
    return made


@RULES.action("adopt")
def adopt(*, rules: AssessmentRules, by: Person, at: datetime | None = None) -> AssessmentRules:
    """These rules count from now on; an earlier version of them does no more."""
    with RULES.step("adopt", rules, by=by, at=at) as step:
        same = AssessmentRules.objects.filter(
            place=step.thing.place, title=step.thing.title, state=RulesState.IN_FORCE
        )
        for before in same.exclude(pk=step.thing.pk):
            retire(rules=before, by=by, at=step.at)
    return rules


@RULES.action("retire")
def retire(*, rules: AssessmentRules, by: Person, at: datetime | None = None) -> AssessmentRules:
    """They count no more."""
    with RULES.step("retire", rules, by=by, at=at):
        pass
    return rules


@ASSESSMENT.action("assess")
def assess(
    *, rules: AssessmentRules, period: str, by: Person, at: datetime | None = None
) -> Assessment:
    """Begin a quarter by rules in force: facts are taken as they stand, and written with the scores."""
    quarter(period)
    if rules.state != RulesState.IN_FORCE:
        raise Refused(_("这版规则还没有启用，请先由领导启用。"), "not_in_force")
    made = Assessment(place=rules.place, rules=rules, period=period)
    if (
        Assessment.objects.filter(rules=rules, period=period)
        .exclude(state=AssessmentState.WITHDRAWN)
        .exists()
    ):
        raise Refused(_("这个季度已经按这版规则考评过。要重来，请先撤销。"), "twice")
    with ASSESSMENT.begin("assess", made, by=by, at=at) as step:
        step.then(lambda _step: _gather(made))
    return made


def _gather(assessment: Assessment) -> None:
    found = facts(
        county=assessment.place, period=assessment.period, subjects=assessment.rules.subjects
    )
    before = {score.key: score for score in assessment.scores.all()}
    fresh = []
    for each in found:
        old = before.get(each.key)
        taken = {n: None if v is None else str(v) for n, v in each.facts.items()}
        if old is None:
            fresh.append(
                AssessedScore(
                    assessment=assessment,
                    key=each.key,
                    name=each.name,
                    group=each.group,
                    project_id=each.project,
                    org_id=each.org,
                    facts=taken,
                )
            )
        else:
            by_hand = {name: value for name, value in old.facts.items() if name in old.evidence}
            old.facts = taken | by_hand
    AssessedScore.objects.bulk_update(before.values(), ["facts"])
    bulk.insert_many(fresh)
    _work_out(assessment)


def _work_out(assessment: Assessment) -> None:
    scores = {score.key: score for score in assessment.scores.all()}
    for found in evaluate(ruleset(assessment.rules.data), kept(scores.values())).scores:
        row = scores[found.key]
        row.total, row.rank, row.of, row.listed = found.total, found.rank, found.of, found.listed
    AssessedScore.objects.bulk_update(scores.values(), ["total", "rank", "of", "listed"], 500)


@ASSESSMENT.action("judge")
def judge(
    *,
    assessment: Assessment,
    score: AssessedScore,
    item: str,
    points: Decimal,
    evidence: str,
    by: Person,
    at: datetime | None = None,
) -> Assessment:
    """A manual score with what it rests on; without evidence it does not count."""
    rules = ruleset(assessment.rules.data)
    found = next((i for i in rules.items if i.key == item and i.kind == "manual"), None)
    if found is None or score.assessment_id != assessment.pk:
        raise Invalid(_("这一项不是人工评分。"), "not_manual", field="item")
    most, least = found.most or Fraction(0), found.least or Fraction(0)
    if not least <= Fraction(points) <= most:
        sentence = _("要在 %(least)s 到 %(most)s 分之间。") % {"least": least, "most": most}
        raise Invalid(sentence, "points", field="points")
    said = words.needed(words.clean(evidence, most=500), "evidence")
    with ASSESSMENT.step("judge", assessment, by=by, at=at) as step:
        fresh = step.thing.scores.get(pk=score.pk)
        fresh.facts |= {found.value.fact or item: str(points)}
        fresh.evidence |= {item: said}
        fresh.save(update_fields=["facts", "evidence"])
        step.data = {"subject": fresh.key, "item": item, "points": points}
        step.note = said
        _work_out(step.thing)
    return assessment


@ASSESSMENT.action("recount")
def recount(*, assessment: Assessment, by: Person, at: datetime | None = None) -> Assessment:
    """Take the facts anew, as after a correction that an objection led to; manual scores stay."""
    with ASSESSMENT.step("recount", assessment, by=by, at=at) as step:
        _gather(step.thing)
    return assessment


@ASSESSMENT.action("show")
def show(*, assessment: Assessment, by: Person, at: datetime | None = None) -> Assessment:
    """Let the assessed see their scores, and hear objections for five working days."""
    with ASSESSMENT.step("show", assessment, by=by, at=at) as step:
        calendar = deadlines.calendar_at(step.thing.place)
        step.set(until_on=calendar.add_working_days(calendar.local_day(step.at), HEARD_DAYS))
    return assessment


@ASSESSMENT.action("object")
def object_(
    *,
    assessment: Assessment,
    score: AssessedScore,
    text: str,
    by: Person,
    at: datetime | None = None,
) -> ScoreObjection:
    """Say what is wrong with a score."""
    if score.assessment_id != assessment.pk:
        raise Invalid(_("这不是这次考评里的得分。"), "not_here")
    with ASSESSMENT.step("object", assessment, by=by, at=at) as step:
        made = ScoreObjection(score=score, text=words.needed(text, "text", 1000), by=by, at=step.at)
        bulk.insert(made)
        step.data = {"subject": score.key}
    return made


@ASSESSMENT.action("answer")
def answer(
    *,
    assessment: Assessment,
    objection: ScoreObjection,
    text: str,
    by: Person,
    at: datetime | None = None,
) -> ScoreObjection:
    """What was found of an objection; where figures were wrong they are corrected and recounted."""
    with ASSESSMENT.step("answer", assessment, by=by, at=at) as step:
        fresh = ScoreObjection.objects.select_for_update(of=("self",)).get(
            pk=objection.pk, score__assessment=step.thing
        )
        if fresh.answered_at is not None:
            raise Refused(_("这条异议已经答复过了。"), "answered")
        fresh.answer, fresh.answered_at = words.needed(text, "text", 1000), step.at
        fresh.save(update_fields=["answer", "answered_at"])
        step.data = {"subject": fresh.score.key}
    return fresh


@ASSESSMENT.action("publish")
def publish(*, assessment: Assessment, by: Person, at: datetime | None = None) -> Assessment:
    """After the time for objections, with each of them answered."""
    with ASSESSMENT.step("publish", assessment, by=by, at=at) as step:
        step.set(published_on=dates.local_day(step.at))
    return assessment


@ASSESSMENT.action("withdraw")
def withdraw(
    *, assessment: Assessment, text: str, by: Person, at: datetime | None = None
) -> Assessment:
    """It counts no more; why."""
    with ASSESSMENT.step("withdraw", assessment, by=by, at=at) as step:
        step.say(words.needed(text, "text", 500))
    return assessment


def record_provincial(
    *,
    county: Place,
    period: str,
    among_ten: bool,
    source: str,
    by: Person,
    rank: int | None = None,
    address: str = "",
    note: str = "",
    at: datetime | None = None,
) -> ProvincialResult:
    """Where the county stood in the province's quarterly list, with who says so. Once a quarter."""
    quarter(period)
    if not people.holds(by, OFFICERS, path=county.path):
        raise Forbidden(_("省里的结果由县里管项目的专员来登记。"), "not_yours")
    if rank is not None and (rank <= 10) != among_ten:
        raise Invalid(_("名次和“是不是前十”对不上。"), "rank", field="rank")
    moment = clock.at_or_now(at)
    made = ProvincialResult(
        county=county,
        period=period,
        rank=rank,
        among_ten=among_ten,
        source=words.one_line(source, "source", 200),
        address=address,
        note=words.clean_line(note, most=300, field="note"),
        at=moment,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            content = {"county": county.code, "period": period, "rank": rank, "ten": among_ten}
            written(Event.PROVINCIAL, f"{county.code} {period}", content, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("这个季度已经登记过。"), "twice", field="period") from None
    return made
