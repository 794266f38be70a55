"""A competition from its call to the end of what it funded."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sanan.competitions import panel
from sanan.competitions.enums import EntryState, Refusal
from sanan.competitions.models import Competition, Earlier, Entry, Objection, Result
from sanan.competitions.models.competition import LEAST_PUBLICITY, MOST_PUBLICITY
from sanan.competitions.rules import COMPETITION, ENTRY, day_of, tied
from sanan.kit import bulk, certificates, clock, tokens, words
from sanan.kit.errors import Invalid, Refused
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import ANYONE, SYSTEM, Relation
from sanan.process.step import Step

LETTER = "S"
"""With which the numbers of these certificates begin."""


@COMPETITION.action("announce")
def announce(
    *,
    place: Place,
    title: str,
    hosts: str,
    call: str,
    closes_at: datetime,
    awards: Sequence[Mapping[str, Any]],
    by: Person,
    apart_years: int = 3,
    publicity_days: int = LEAST_PUBLICITY,
    at: datetime | None = None,
) -> Competition:
    """Call for entries until `closes_at`; `awards` are the prizes from the best down."""
    moment = clock.at_or_now(at)
    _later(closes_at, moment)
    if not LEAST_PUBLICITY <= publicity_days <= MOST_PUBLICITY:
        raise Invalid(_("公示要 5 到 7 天。"), "publicity", field="publicity_days")
    if not awards:
        raise Invalid(_("至少写一个奖项。"), "no_awards", field="awards")
    made = Competition(
        place=place,
        title=words.one_line(title, "title", 80),
        hosts=words.one_line(hosts, "hosts", 200),
        call=words.needed(call, "call", 4000),
        closes_at=closes_at,
        awards=[dict(each) for each in awards],
        apart_years=apart_years,
        publicity_days=publicity_days,
        called_at=moment,
    )
    with COMPETITION.begin("announce", made, by=by, at=moment):
        pass
    return made


@COMPETITION.action("extend")
def extend(
    *, competition: Competition, closes_at: datetime, by: Person, at: datetime | None = None
) -> Competition:
    """Another moment until which entries are taken."""
    _later(closes_at, clock.at_or_now(at))
    with COMPETITION.step("extend", competition, by=by, at=at) as step:
        step.thing.closes_at = closes_at
    return competition


def _later(closes_at: datetime, at: datetime) -> None:
    if closes_at <= at:
        raise Invalid(_("截止时间要在现在以后。"), "past", field="closes_at")


@COMPETITION.action("close_call")
def close_call(*, competition: Competition, by: Person, at: datetime | None = None) -> Competition:
    """No more entries; who may take part is looked into."""
    with COMPETITION.step("close_call", competition, by=by, at=at):
        pass
    return competition


@COMPETITION.action("start_judging")
def start_judging(
    *, competition: Competition, by: Person, at: datetime | None = None
) -> Competition:
    """Stages, weights, judges and their conflicts stand; from here they do not change."""
    with COMPETITION.step("start_judging", competition, by=by, at=at) as step:
        taking_part = step.thing.entries.filter(state=EntryState.ELIGIBLE)
        step.data = {"entries": taking_part.count()}
    return competition


@COMPETITION.action("rank")
def rank(*, competition: Competition, by: Person, at: datetime | None = None) -> Competition:
    """The final score of each entry that went through all stages, and its place."""
    with COMPETITION.step("rank", competition, by=by, at=at) as step:
        _place(step)
    return competition


@COMPETITION.action("decide")
def decide(
    *, competition: Competition, first: Entry, by: Person, at: datetime | None = None
) -> Competition:
    """Of those that are equal to the last rule, the chair puts one ahead."""
    with COMPETITION.step("decide", competition, by=by, at=at) as step:
        if not any(first in group for group in tied(step.thing)):
            raise Refused(_("这个项目没有和别的并列。请刷新页面再选。"), "no_tie")
        step.thing.decided = [*step.thing.decided, first.code]
        step.data = {"first": first.code}
        _place(step)
    return competition


def _place(step: Step[Competition]) -> None:
    """Give each entry that stands its final score and its place."""
    contest = step.thing
    entries = {
        each.code: each
        for each in contest.entries.filter(state__in=[EntryState.ELIGIBLE, EntryState.RANKED])
    }
    finals = final_scores(contest, entries)
    reached = panel.places(finals, tie_breaks(contest))
    for code, entry in entries.items():
        if code in reached and (entry.final, entry.place_reached) != (finals[code], reached[code]):
            with ENTRY.step("place", entry, by=step.by, at=step.at, relation=SYSTEM) as placed:
                placed.set(final=finals[code], place_reached=reached[code])


def final_scores(contest: Competition, entries: Mapping[str, Entry]) -> dict[str, Any]:
    """By entry, the stages' totals by their weights; who was not in every stage has none."""
    stages = list(contest.stages.all())
    totals: dict[str, dict[int, Any]] = {}
    for found in Result.objects.filter(stage__competition=contest).select_related("entry"):
        totals.setdefault(found.entry.code, {})[found.stage_id] = found.total
    return {
        code: panel.blend((Decimal(s.weight), totals[code][s.pk]) for s in stages)
        for code in entries
        if len(totals.get(code, {})) == len(stages)
    }


def tie_breaks(contest: Competition) -> list[dict[str, Any]]:
    """What is compared in turn where final scores are equal: by entry, as the last rubric says.

    `roadshow` and its like are the totals of that stage, any other word is a criterion of the last
    stage; at the end stands what the chair decided.
    """
    found: list[dict[str, Any]] = []
    stages = list(contest.stages.select_related("rubric"))
    results = Result.objects.filter(stage__competition=contest).select_related("entry", "stage")
    rows = list(results)
    last = stages[-1]
    for tie in last.rubric.rule.ties:
        if any(stage.kind == tie for stage in stages):
            found.append({r.entry.code: r.total for r in rows if r.stage.kind == tie})
        else:
            found.append({r.entry.code: _mean(r, tie) for r in rows if r.stage_id == last.pk})
    first = reversed(contest.decided)
    found.append({code: Decimal(n) for n, code in enumerate(first, 1)})
    return found


def _mean(found: Result, key: str) -> Any:
    means = (c["mean"] for c in found.row["criteria"] if key in {c.get("key"), c["name"]})
    return Decimal(next(means, "-1"))


@COMPETITION.action("publicise")
def publicise(*, competition: Competition, by: Person, at: datetime | None = None) -> Competition:
    """Show every score to everyone for the competition's days after this one."""
    with COMPETITION.step("publicise", competition, by=by, at=at) as step:
        today = day_of(step.thing, step.at)
        ends_on = today + timedelta(days=step.thing.publicity_days)
        step.set(publicised_on=today, publicity_ends_on=ends_on)
    return competition


@COMPETITION.action("object")
def object_(
    *,
    competition: Competition,
    text: str,
    entry: Entry | None = None,
    by: Person | None = None,
    relation: Relation = ANYONE,
    at: datetime | None = None,
) -> Competition:
    """Anyone says what is wrong with a result; who it was is asked of nobody."""
    text = words.needed(text, most=1000)
    with COMPETITION.step("object", competition, by=by, at=at, relation=relation) as step:
        if entry is not None and entry.competition_id != step.thing.pk:
            raise Refused(_("这个项目不在这次大赛里。"), "elsewhere")
        bulk.insert(Objection(competition=step.thing, entry=entry, text=text, raised_at=step.at))
        step.data = {"text": tokens.keyed_hash("competition-objection", text)}
    return competition


@COMPETITION.action("settle")
def settle(
    *,
    competition: Competition,
    upheld: bool,
    finding: str,
    by: Person,
    objection: Objection | None = None,
    at: datetime | None = None,
) -> Competition:
    """What was found on an objection (the oldest open one).

    Upheld against an entry, that entry is out and those behind it move up.
    """
    finding = words.needed(finding, "finding", 1000)
    with COMPETITION.step("settle", competition, by=by, at=at) as step:
        rows = step.thing.objections.filter(upheld=None).select_related("entry")
        found = rows.filter(pk=objection.pk).first() if objection else rows.first()
        if found is None:
            raise Refused(_("这条异议已经处理过了。"), "handled")
        found.upheld, found.finding, found.handled_at = upheld, finding, step.at
        found.save(update_fields=["upheld", "finding", "handled_at"])
        step.say(finding)
        step.data = {"upheld": upheld}
        if upheld and found.entry is not None and found.entry.state == EntryState.RANKED:
            _strike(step, found.entry, finding)
    return competition


def _strike(step: Step[Competition], entry: Entry, finding: str) -> None:
    with ENTRY.step("disqualify", entry, by=step.by, at=step.at, relation=SYSTEM) as out:
        out.say(finding)
        out.set(reason=Refusal.OBJECTION, ended_on=day_of(entry, out.at), place_reached=None)
    _place(step)


@COMPETITION.action("award")
def award(*, competition: Competition, by: Person, at: datetime | None = None) -> Competition:
    """Publicity has ended and nothing is open: prizes in the order of places, each with a certificate."""
    with COMPETITION.step("award", competition, by=by, at=at) as step:
        contest = step.thing
        contest.awarded_on = day_of(contest, step.at)
        ranked = list(
            contest.entries.filter(state=EntryState.RANKED, place_reached__isnull=False).order_by(
                "place_reached", "number"
            )
        )
        prizes = [prize for prize in contest.awards for _n in range(int(prize["count"]))]
        for entry, prize in zip(ranked, prizes, strict=False):
            _give(step, entry, prize)
        step.data = {"awards": min(len(ranked), len(prizes))}
    return competition


def _give(step: Step[Competition], entry: Entry, prize: Mapping[str, Any]) -> None:
    day = day_of(entry, step.at)
    with ENTRY.step("award", entry, by=step.by, at=step.at, relation=SYSTEM) as given:
        given.say(str(prize["name"]))
        given.set(
            award=prize["name"],
            funded_fen=int(prize.get("fen", 0)),
            awarded_on=day,
            certificate=certificates.number(LETTER, day.year),
        )
        given.then(lambda done: _remember(done.thing))


def _remember(entry: Entry) -> None:
    """The next competition finds it among the earlier awards."""
    bulk.insert(
        Earlier(
            title=entry.title,
            team=entry.team,
            year=entry.awarded_on.year if entry.awarded_on else entry.submitted_at.year,
            award=entry.award,
            number=entry.certificate or "",
            same_project=entry.same_project,
            place=entry.competition.place,
            origin=tokens.keyed_hash("competition-earlier", entry.code),
        )
    )


@COMPETITION.action("follow")
def follow(*, competition: Competition, by: Person, at: datetime | None = None) -> Competition:
    """What was funded is followed by its milestones."""
    with COMPETITION.step("follow", competition, by=by, at=at):
        pass
    return competition


@COMPETITION.action("finish")
def finish(*, competition: Competition, by: Person, at: datetime | None = None) -> Competition:
    """Every milestone was looked at: it is over."""
    with COMPETITION.step("finish", competition, by=by, at=at):
        pass
    return competition
