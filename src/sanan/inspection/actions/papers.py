"""A working paper from its first draft to the round's list of problems."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.insight.private.finding import private_spans
from sanan.inspection.actions.rounds import in_round
from sanan.inspection.enums import EvidenceKind, PaperState, Theme
from sanan.inspection.models import Clue, Evidence, Paper, Round
from sanan.inspection.rules import CLUE, PAPER
from sanan.kit import clock, dates, tokens, vault, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import Relation


def general(text: str, field: str = "problem") -> str:
    """A problem said so that villagers may read it. Raises `Invalid` where it names people or numbers."""
    said = words.one_line(text, field, 300)
    if private_spans(said):
        sentence = _("“问题”村民会看到，请不要写人名、电话、证件号；人写在“涉及的人”里。")
        raise Invalid(sentence, "private", field=field)
    return said


def hash_of(problem: str) -> str:
    """Under what a text is known again, whatever its blanks and marks."""
    return tokens.keyed_hash("inspection-problem", words.bare_name(problem))


@PAPER.action("write")
def write(
    *,
    inspection: Round,
    place: Place,
    theme: str,
    problem: str,
    facts: str,
    clause: str,
    root_cause: str,
    by: Person,
    persons: str = "",
    amount_fen: int = 0,
    repeat_of: str = "",
    clue: Clue | None = None,
    at: datetime | None = None,
) -> Paper:
    """Write a problem down. `repeat_of` is the reference of the earlier paper where it is found again."""
    target = in_round(inspection, place)
    made = Paper(
        round=inspection,
        target=target,
        number=_next(inspection),
        clue=clue,
        prepared_by=by,
        made_at=clock.at_or_now(at),
    )
    _say(made, theme, problem, facts, clause, root_cause, persons, amount_fen, repeat_of)
    _one_text(made)
    with PAPER.begin("write", made, by=by, at=at) as step:
        step.data = {"theme": theme, "again": made.again}
        if clue is not None:
            step.then(lambda done: _note_down(clue, done.by, done.at))
    return made


def _note_down(clue: Clue, by: Person | None, at: datetime) -> None:
    with CLUE.step("note_down", clue, by=by, at=at):
        pass


def _next(inspection: Round) -> int:
    return int(inspection.papers.aggregate(n=Max("number"))["n"] or 0) + 1


def _say(
    paper: Paper,
    theme: str,
    problem: str,
    facts: str,
    clause: str,
    root_cause: str,
    persons: str,
    amount_fen: int,
    repeat_of: str,
) -> None:
    paper.theme = Theme(theme)
    paper.problem = general(problem)
    paper.text_hash = hash_of(paper.problem)
    paper.facts_locked = vault.lock(words.needed(facts, "facts", 4000))
    paper.clause = words.one_line(clause, "clause", 200)
    paper.root_cause = words.needed(root_cause, "root_cause", 500)
    paper.persons_locked = vault.lock(words.clean(persons, most=300, field="persons"))
    paper.amount_fen = amount_fen
    paper.repeat_of = _earlier(paper, repeat_of)
    paper.again = paper.repeat_of is not None


def _earlier(paper: Paper, reference: str) -> Paper | None:
    """The earlier paper of the same village. Raises `Invalid` where there is none of that reference."""
    if not reference.strip():
        return None
    found = Paper.by_reference(reference)
    here = found is not None and found.target.place_id == paper.target.place_id
    if found is None or not here or found.round_id == paper.round_id:
        sentence = _("以前的底稿里没有这个村的“%(ref)s”。请写年份-轮次-编号，例如 2023-1-14。")
        raise Invalid(sentence % {"ref": reference.strip()[:20]}, "no_earlier", field="repeat_of")
    return found


def _one_text(paper: Paper) -> None:
    same = Paper.objects.filter(target=paper.target, text_hash=paper.text_hash)
    found = same.exclude(pk=paper.pk).first()
    if found is not None:
        sentence = _(
            "这个村已经有一份写同样问题的底稿（%(n)d 号）。一个问题只写一份，请补到那一份里。"
        )
        raise Invalid(sentence % {"n": found.number}, "same_text", field="problem")


@PAPER.action("amend")
def amend(
    *,
    paper: Paper,
    theme: str,
    problem: str,
    facts: str,
    clause: str,
    root_cause: str,
    by: Person,
    persons: str = "",
    amount_fen: int = 0,
    repeat_of: str = "",
    at: datetime | None = None,
) -> Paper:
    """Write it anew while it is a draft."""
    with PAPER.step("amend", paper, by=by, at=at) as step:
        made = step.thing
        _say(made, theme, problem, facts, clause, root_cause, persons, amount_fen, repeat_of)
        _one_text(made)
    return paper


@PAPER.action("prove")
def prove(
    *,
    paper: Paper,
    kind: str,
    what: str,
    dated_on: date,
    by: Person,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Paper:
    """Add a piece of evidence with its own day."""
    moment = clock.at_or_now(at)
    if dated_on > dates.local_day(moment):
        raise Invalid(_("证据的日期还没到，请看一下年份。"), "future", field="dated_on")
    what = words.one_line(what, "what", 200)
    with files.kept(uploads) as kept, PAPER.step("prove", paper, by=by, at=moment) as step:
        made = Evidence(paper=step.thing, kind=EvidenceKind(kind), what=what, dated_on=dated_on)
        made.save(force_insert=True)
        step.files = files.attach(kept, to=made, by=by, at=step.at)
        step.data = {"kind": kind, "dated_on": dated_on.isoformat()}
    return paper


@PAPER.action("confirm")
def confirm(
    *, paper: Paper, confirmed_by: str, on: date, by: Person, at: datetime | None = None
) -> Paper:
    """Those concerned have confirmed the facts, on that day."""
    with PAPER.step("confirm", paper, by=by, at=at) as step:
        step.set(confirmed_by=words.one_line(confirmed_by, "confirmed_by", 80), confirmed_on=on)
    return paper


def _move(verb: str, paper: Paper, by: Person, at: datetime | None, **values: Any) -> Paper:
    with PAPER.step(verb, paper, by=by, at=at) as step:
        step.set(**values)
    return paper


@PAPER.action("check")
def check(*, paper: Paper, by: Person, at: datetime | None = None) -> Paper:
    """Facts, evidence and confirmation are there: the leader's turn."""
    return _move("check", paper, by, at)


@PAPER.action("approve")
def approve(*, paper: Paper, by: Person, at: datetime | None = None) -> Paper:
    """The leader agrees; not the one who wrote it."""
    return _move("approve", paper, by, at, approved_by=by)


@PAPER.action("countersign")
def countersign(*, paper: Paper, by: Person, at: datetime | None = None) -> Paper:
    """A third member signs."""
    return _move("countersign", paper, by, at, countersigned_by=by)


@PAPER.action("classify")
def classify(*, paper: Paper, theme: str, by: Person, at: datetime | None = None) -> Paper:
    """Under which theme it is told."""
    return _move("classify", paper, by, at, theme=Theme(theme))


@PAPER.action("use")
def use(*, paper: Paper, by: Person, at: datetime | None = None) -> Paper:
    """It is a problem of the round."""
    return _move("use", paper, by, at)


@PAPER.action("hand_back")
def hand_back(*, paper: Paper, note: str, by: Person, at: datetime | None = None) -> Paper:
    """Back to whoever wrote it, with what is missing; signatures given so far are void."""
    with PAPER.step("hand_back", paper, by=by, at=at) as step:
        step.note = words.needed(note, "note", 500)
        step.set(approved_by=None, countersigned_by=None)
    return paper


@PAPER.action("drop")
def drop(*, paper: Paper, why: str, by: Person, at: datetime | None = None) -> Paper:
    """Not used, for a reason."""
    return _move("drop", paper, by, at, dropped_why=words.needed(why, "why", 300))


@PAPER.action("record")
def record(
    *,
    inspection: Round,
    problems: Sequence[tuple[Place, str, str, str]],
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> list[Paper]:
    """The problems of an earlier round as they were told: (village, theme, problem, clause) each.

    Raises `Refused` for a village that is not in the round; nothing is taken then.
    """
    targets = {each.place_id: each for each in inspection.targets.select_related("place", "round")}
    outside = next((place for place, *_rest in problems if place.pk not in targets), None)
    if outside is not None:
        in_round(inspection, outside)
    moment, first = clock.at_or_now(at), _next(inspection)
    made = [
        Paper(
            round=inspection,
            target=targets[place.pk],
            number=number,
            theme=Theme(theme),
            problem=general(problem),
            text_hash=hash_of(problem),
            clause=words.one_line(clause, "clause", 200),
            root_cause="",
            state=PaperState.USED,
            made_at=moment,
        )
        for number, (place, theme, problem, clause) in enumerate(problems, first)
    ]
    if len({(each.target_id, each.text_hash) for each in made}) < len(made):
        raise Refused(_("同一个村里有两行写的是同一个问题，请合并以后再登记。"), "same_text")
    PAPER.begin_many("record", made, by=by, relation=relation, at=moment)
    return made
