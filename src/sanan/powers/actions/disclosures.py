"""A disclosure from its draft to the archive. What is published is kept as a version for good."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.files.actions import hashes
from sanan.files.queries import public
from sanan.kit import words
from sanan.kit.errors import Invalid
from sanan.people.actions.notices import tell
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.people.queries import holders
from sanan.powers.enums import Review, State
from sanan.powers.models import Disclosure, DisclosureVersion, SignOff
from sanan.powers.rules import who
from sanan.powers.rules.disclosures import DISCLOSURE
from sanan.process.declare import Relation
from sanan.process.step import Step

MOST_ROWS, MOST_COLUMNS, MOST_CELL = 2000, 12, 300


@DISCLOSURE.action("draft")
def draft(
    *,
    disclosure: Disclosure,
    title: str,
    body: str,
    by: Person,
    rows: Mapping[str, Any] | None = None,
    elements: Sequence[str] = (),
    at: datetime | None = None,
) -> Disclosure:
    """Write the text and the table. `rows`: `{"columns": […], "rows": [{"cells": […]}, …]}`.

    `elements` are those of the item's required elements that the writer says are in it.
    """
    title = words.one_line(title, "title", 120)
    body = words.clean(body, most=20_000, field="body")
    table = tidy_rows(rows or {})
    if words.is_blank(body) and not table:
        raise Invalid(_("请写内容，或填一张表。"), "empty", field="body")
    with DISCLOSURE.step("draft", disclosure, by=by, at=at) as step:
        fresh = step.thing
        unknown = [each for each in elements if each not in fresh.item.elements]
        if unknown:
            raise Invalid(_("要素和目录对不上，请重新勾选。"), "elements", field="elements")
        fresh.title, fresh.body, fresh.rows = title, body, table
        fresh.elements = [each for each in fresh.item.elements if each in elements]
        fresh.drafted_by = by
        step.data = {"title": title, "rows": table, "elements": fresh.elements}
        step.said = body
    return disclosure


def tidy_rows(given: Mapping[str, Any]) -> dict[str, Any]:
    """A table with every line as wide as its head; raises `Invalid` naming the line that is not."""
    columns = [words.clean_line(str(c), most=40, field="rows") for c in given.get("columns", [])]
    lines = list(given.get("rows", []))
    if not columns and not lines:
        return {}
    if not columns or len(columns) > MOST_COLUMNS:
        raise Invalid(_("表头要有 1 到 %(n)d 列。") % {"n": MOST_COLUMNS}, "columns", field="rows")
    if len(lines) > MOST_ROWS:
        raise Invalid(_("一张表最多 %(n)d 行。") % {"n": MOST_ROWS}, "rows", field="rows")
    return {"columns": columns, "rows": [_row(n, r, columns) for n, r in enumerate(lines, 1)]}


def _row(number: int, row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    cells = [words.clean_line(str(c), most=MOST_CELL, field="rows") for c in row["cells"]]
    if len(cells) != len(columns):
        raise Invalid(
            _("第 %(n)d 行有 %(have)d 格，表头是 %(want)d 列。请补齐再保存。")
            % {"n": number, "have": len(cells), "want": len(columns)},
            "ragged",
            field="rows",
        )
    voucher = str(row.get("voucher", ""))[:40]
    return {"cells": cells, "voucher": voucher} if voucher else {"cells": cells}


@DISCLOSURE.action("submit")
def submit(*, disclosure: Disclosure, by: Person, at: datetime | None = None) -> Disclosure:
    """Hand it to the supervision committee. Refused while a required element is missing."""
    with DISCLOSURE.step("submit", disclosure, by=by, at=at) as step:
        fresh = step.thing
        step.data = {"title": fresh.title, "rows": fresh.rows, "version": fresh.version + 1}
        _tell(step, (Role.VILLAGE_SUPERVISOR,), gettext_noop("有一项公开等您审核：%(what)s"))
    return disclosure


@DISCLOSURE.action("sign")
def sign(
    *, disclosure: Disclosure, by: Person, note: str = "", at: datetime | None = None
) -> Disclosure:
    """The supervision committee's signature: publishes, or hands on to the township."""
    note = words.clean_line(note, most=300, field="note")
    with DISCLOSURE.step("sign", disclosure, by=by, at=at) as step:
        _reviewed(step, "supervisor", Review.PASSED, note, by)
        if step.thing.item.township_review:
            step.target = State.TOWNSHIP_REVIEW
        else:
            _publish(step)
    return disclosure


@DISCLOSURE.action("approve")
def approve(
    *, disclosure: Disclosure, by: Person, note: str = "", at: datetime | None = None
) -> Disclosure:
    """The township's word, where the item asks for it: publishes."""
    note = words.clean_line(note, most=300, field="note")
    with DISCLOSURE.step("approve", disclosure, by=by, at=at) as step:
        _reviewed(step, "township", Review.PASSED, note, by)
        _publish(step)
    return disclosure


@DISCLOSURE.action("send_back")
def send_back(
    *, disclosure: Disclosure, note: str, by: Person, at: datetime | None = None
) -> Disclosure:
    """Back to whoever wrote it, saying what has to be put right."""
    note = words.one_line(note, "note", 300)
    with DISCLOSURE.step("send_back", disclosure, by=by, at=at) as step:
        level = "supervisor" if step.thing.state == State.SUPERVISOR_REVIEW else "township"
        _reviewed(step, level, Review.RETURNED, note, by)
        _tell(step, (Role.VILLAGE_CADRE,), gettext_noop("有一项公开被退回修改：%(what)s"))
    return disclosure


@DISCLOSURE.action("demand")
def demand(
    *, disclosure: Disclosure, text: str, by: Person, at: datetime | None = None
) -> Disclosure:
    """责令公开: the township or the county orders what is overdue (村民委员会组织法 art. 31)."""
    text = words.needed(text, most=500)
    with DISCLOSURE.step("demand", disclosure, by=by, at=at) as step:
        step.say(text)
        _tell(step, (Role.VILLAGE_CADRE,), gettext_noop("上级责令公开：%(what)s"))
    return disclosure


@DISCLOSURE.action("amend")
def amend(
    *, disclosure: Disclosure, changed: str, by: Person, at: datetime | None = None
) -> Disclosure:
    """Begin a correction. What stands published stays in sight until the next version is."""
    changed = words.one_line(changed, "changed", 300)
    with DISCLOSURE.step("amend", disclosure, by=by, at=at) as step:
        step.thing.changed = changed
        step.said, step.data = changed, {"version": step.thing.version + 1}
    return disclosure


@DISCLOSURE.action("archive")
def archive(
    *,
    disclosure: Disclosure,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Disclosure:
    """Once it has hung long enough; it stays readable and provable."""
    with DISCLOSURE.step("archive", disclosure, by=by, at=at, relation=relation) as step:
        step.data = {"version": step.thing.version}
    return disclosure


def _reviewed(step: Step[Disclosure], level: str, said: Review, note: str, by: Person) -> None:
    fresh = step.thing
    SignOff.objects.create(
        disclosure=fresh,
        version=fresh.version + 1,
        level=level,
        said=said,
        note=note,
        by=by,
        at=step.at,
    )
    step.said = note
    step.data = {"level": level, "said": str(said), "version": fresh.version + 1}


def _publish(step: Step[Disclosure]) -> None:
    fresh = step.thing
    fresh.version += 1
    fresh.published_at = fresh.published_at or step.at
    fresh.published_on = fresh.published_on or timezone.localdate(step.at)
    days = timedelta(days=fresh.item.display_days)
    fresh.display_until = timezone.localdate(step.at) + days
    asked = fresh.questions.open().exists()
    plain = State.PUBLISHED if fresh.version == 1 else State.AMENDED
    step.target = State.QUESTIONED if asked else plain
    step.public = True
    step.data |= {
        "version": fresh.version,
        "title": fresh.title,
        "body": fresh.body,
        "rows": fresh.rows,
        "changed": fresh.changed,
        "files": _files(fresh),
    }
    step.then(_keep_version)


def _keep_version(step: Step[Disclosure]) -> None:
    fresh = step.thing
    DisclosureVersion.objects.create(
        disclosure=fresh,
        number=fresh.version,
        title=fresh.title,
        body=fresh.body,
        rows=fresh.rows,
        elements=fresh.elements,
        changed=fresh.changed if fresh.version > 1 else "",
        published_at=step.at,
        entry_id=step.entry.pk if step.entry else 0,
    )


def _files(disclosure: Disclosure) -> list[str]:
    return sorted(hashes(public(disclosure.files)))


def _tell(step: Step[Disclosure], roles: Sequence[Role], text: str) -> None:
    fresh = step.thing
    people = [
        person
        for person in holders(roles, place=fresh.place, at=step.at)
        if Role.VILLAGE_SUPERVISOR not in roles or who.supervisor(fresh.path, person)
    ]
    tell(
        people=people,
        say=text,
        words={"what": f"{fresh.place.spoken} {fresh.heading}"},
        link=f"/staff/powers/tasks/{fresh.code}/",
        at=step.at,
    )
