"""A disclosure from its draft to the archive. What is published is kept as a version for good."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import words
from sanan.kit.errors import Invalid, Refused
from sanan.people.actions.notices import tell
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.people.queries import holders
from sanan.powers.actions.change import Move, moving, needed, one_line
from sanan.powers.enums import Review, State
from sanan.powers.models import Disclosure, DisclosureVersion, SignOff
from sanan.powers.rules import disclosures as rules
from sanan.powers.rules import who
from sanan.powers.rules.disclosures import Verb

MOST_ROWS, MOST_COLUMNS, MOST_CELL = 2000, 12, 300


def _moving(thing: Disclosure, verb: Verb, by: Person | None, at: datetime | None) -> Any:
    return moving(
        thing,
        verb,
        by,
        at,
        check=lambda fresh: rules.check(verb, fresh, by),
        target=rules.RULES[verb].target,
    )


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
    title = one_line(title, "title", 120)
    body = words.clean(body, most=20_000, field="body")
    table = tidy_rows(rows or {})
    if words.is_blank(body) and not table:
        raise Invalid(_("请写内容,或填一张表。"), "empty", field="body")
    with _moving(disclosure, Verb.DRAFT, by, at) as move:
        fresh = move.thing
        unknown = [each for each in elements if each not in fresh.item.elements]
        if unknown:
            raise Invalid(_("要素和目录对不上,请重新勾选。"), "elements", field="elements")
        fresh.title, fresh.body, fresh.rows = title, body, table
        fresh.elements = [each for each in fresh.item.elements if each in elements]
        fresh.drafted_by = by
        move.data = {"title": title, "rows": table, "elements": fresh.elements}
        move.said = body
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
            _("第 %(n)d 行有 %(have)d 格,表头是 %(want)d 列。请补齐再保存。")
            % {"n": number, "have": len(cells), "want": len(columns)},
            "ragged",
            field="rows",
        )
    voucher = str(row.get("voucher", ""))[:40]
    return {"cells": cells, "voucher": voucher} if voucher else {"cells": cells}


def submit(*, disclosure: Disclosure, by: Person, at: datetime | None = None) -> Disclosure:
    """Hand it to the supervision committee. Refused while a required element is missing."""
    with _moving(disclosure, Verb.SUBMIT, by, at) as move:
        fresh = move.thing
        missing = [each for each in fresh.item.elements if each not in fresh.elements]
        if missing:
            raise Refused(
                _("还缺:%(what)s。补上并勾选,再送审核。") % {"what": "、".join(missing)},
                "incomplete",
                field="elements",
            )
        move.data = {"title": fresh.title, "rows": fresh.rows, "version": fresh.version + 1}
        _tell(move, (Role.VILLAGE_SUPERVISOR,), gettext_noop("有一项公开等您审核：%(what)s"))
    return disclosure


def sign(
    *, disclosure: Disclosure, by: Person, note: str = "", at: datetime | None = None
) -> Disclosure:
    """The supervision committee's signature: publishes, or hands on to the township."""
    note = words.clean_line(note, most=300, field="note")
    with _moving(disclosure, Verb.SIGN, by, at) as move:
        if move.thing.drafted_by_id == by.pk:
            raise Refused(_("自己写的不能自己审核,请另一位成员来签。"), "own_work")
        _reviewed(move, "supervisor", Review.PASSED, note, by)
        if move.thing.item.township_review:
            move.target = State.TOWNSHIP_REVIEW
        else:
            _publish(move)
    return disclosure


def approve(
    *, disclosure: Disclosure, by: Person, note: str = "", at: datetime | None = None
) -> Disclosure:
    """The township's word, where the item asks for it: publishes."""
    note = words.clean_line(note, most=300, field="note")
    with _moving(disclosure, Verb.APPROVE, by, at) as move:
        _reviewed(move, "township", Review.PASSED, note, by)
        _publish(move)
    return disclosure


def send_back(
    *, disclosure: Disclosure, note: str, by: Person, at: datetime | None = None
) -> Disclosure:
    """Back to whoever wrote it, saying what has to be put right."""
    note = one_line(note, "note", 300)
    with _moving(disclosure, Verb.SEND_BACK, by, at) as move:
        level = "supervisor" if move.thing.state == State.SUPERVISOR_REVIEW else "township"
        _reviewed(move, level, Review.RETURNED, note, by)
        _tell(move, (Role.VILLAGE_CADRE,), gettext_noop("有一项公开被退回修改：%(what)s"))
    return disclosure


def order(
    *, disclosure: Disclosure, text: str, by: Person, at: datetime | None = None
) -> Disclosure:
    """责令公开: the township or the county orders what is overdue (村民委员会组织法 art. 31)."""
    text = needed(text, most=500)
    with _moving(disclosure, Verb.ORDER, by, at) as move:
        if not move.thing.is_late(timezone.localdate(move.at)):
            raise Refused(_("还没有到期,不用责令。"), "not_due")
        move.said, move.public = text, True
        _tell(move, (Role.VILLAGE_CADRE,), gettext_noop("上级责令公开：%(what)s"))
    return disclosure


def amend(
    *, disclosure: Disclosure, changed: str, by: Person, at: datetime | None = None
) -> Disclosure:
    """Begin a correction. What stands published stays in sight until the next version is."""
    changed = one_line(changed, "changed", 300)
    with _moving(disclosure, Verb.AMEND, by, at) as move:
        move.thing.changed = changed
        move.said, move.data = changed, {"version": move.thing.version + 1}
    return disclosure


def archive(
    *, disclosure: Disclosure, by: Person | None = None, at: datetime | None = None
) -> Disclosure:
    """Once it has hung long enough; it stays readable and provable. `by` is nobody for the clock."""
    with _moving(disclosure, Verb.ARCHIVE, by, at) as move:
        until = move.thing.display_until
        if until is not None and timezone.localdate(move.at) <= until:
            raise Refused(_("要公开到 %(day)s,还不能归档。") % {"day": f"{until}"}, "displayed")
        move.data = {"version": move.thing.version}
    return disclosure


def _reviewed(move: "Move[Disclosure]", level: str, said: Review, note: str, by: Person) -> None:
    fresh = move.thing
    SignOff.objects.create(
        disclosure=fresh,
        version=fresh.version + 1,
        level=level,
        said=said,
        note=note,
        by=by,
        at=move.at,
    )
    move.said = note
    move.data = {"level": level, "said": str(said), "version": fresh.version + 1}


def _publish(move: "Move[Disclosure]") -> None:
    fresh = move.thing
    fresh.version += 1
    fresh.published_at = fresh.published_at or move.at
    fresh.published_on = fresh.published_on or timezone.localdate(move.at)
    days = timedelta(days=fresh.item.display_days)
    fresh.display_until = timezone.localdate(move.at) + days
    asked = fresh.questions.open().exists()
    plain = State.PUBLISHED if fresh.version == 1 else State.AMENDED
    move.target = State.QUESTIONED if asked else plain
    move.public = True
    move.data |= {
        "version": fresh.version,
        "title": fresh.title,
        "body": fresh.body,
        "rows": fresh.rows,
        "changed": fresh.changed,
        "files": _files(fresh),
    }
    move.after = _keep_version


def _keep_version(move: "Move[Disclosure]") -> None:
    fresh = move.thing
    DisclosureVersion.objects.create(
        disclosure=fresh,
        number=fresh.version,
        title=fresh.title,
        body=fresh.body,
        rows=fresh.rows,
        elements=fresh.elements,
        changed=fresh.changed if fresh.version > 1 else "",
        published_at=move.at,
        entry_id=move.entry.pk if move.entry else 0,
    )


def _files(disclosure: Disclosure) -> list[str]:
    return sorted(f.shown_sha256 for f in disclosure.files.all() if f.shown_sha256)


def _tell(move: "Move[Disclosure]", roles: Sequence[Role], text: str) -> None:
    fresh = move.thing
    people = [
        person
        for person in holders(roles, place=fresh.place, at=move.at)
        if Role.VILLAGE_SUPERVISOR not in roles or who.supervisor(fresh.path, person)
    ]
    tell(
        people=people,
        say=text,
        words={"what": f"{fresh.place.spoken} {fresh.heading}"},
        link=f"/staff/powers/tasks/{fresh.code}/",
        at=move.at,
    )
