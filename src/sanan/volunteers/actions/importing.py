"""A county's register of projects and activities: each row once, bad rows listed by their line."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit import bulk, clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.people import actions as people_actions
from sanan.people.enums import OrgKind
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.volunteers import rules
from sanan.volunteers.actions.change import written
from sanan.volunteers.enums import ActivityState, Event
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.models import Activity, Project

BATCH = 500
PROJECT_FIELDS = ("number", "name", "org", "place", "work", "about", "begins_on", "ends_on")
ACTIVITY_FIELDS = (
    "number", "title", "project", "project_number", "org", "place", "where", "content",
    "recipients", "starts_at", "ends_at", "hours", "capacity", "told_turns", "told_hours",
    "beneficiaries",
)  # fmt: skip
MOST = 10_000_000
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be taken: its line in the file, and why."""

    line: int
    sentence: str


@dataclass
class Imported:
    """What became of the rows."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def take_in(
    *,
    what: str,
    rows: Iterable[tuple[int, Row]],
    source: str,
    place: Place,
    by: Person | None = None,
    dry_run: bool = False,
    told: Callable[[int], None] | None = None,
    at: datetime | None = None,
) -> Imported:
    """Take in rows as (line, values by field); `what` is `projects` or `activities`.

    A row is known again by `source` and its number, or by its names and time where it has none;
    then only what differs is taken over. A batch of `BATCH` rows is written whole or not at all,
    with one entry in the record that holds its rows.
    """
    if by is not None:
        rules.check_desk(place, by)
    if what not in _READERS:
        raise Invalid(_("这张表要么是项目,要么是活动。"), "what", field="what")
    moment = clock.at_or_now(at)
    taken, desk = Imported(), _Desk(source, place, by, moment)
    feed = iter(rows)
    while batch := list(islice(feed, BATCH)):
        with transaction.atomic():
            _take(desk, what, batch, taken)
            if dry_run:
                transaction.set_rollback(True)
                desk.forget()
        if told is not None:
            told(len(batch))
    return taken


class _Desk:
    """What every row of one import shares, read once."""

    def __init__(self, source: str, place: Place, by: Person | None, moment: datetime) -> None:
        self.source, self.place, self.by, self.moment = source, place, by, moment
        self.forget()
        self.works = {str(label): str(value) for value, label in Work.choices}

    def forget(self) -> None:
        """After a rehearsal nothing that it made is there."""
        self.places: dict[str, Place] = {}
        self.orgs: dict[str, Org] = {}
        self.projects: dict[str, Project] = {}

    def find_place(self, name: str) -> Place:
        """The place of that code or name under the import's own; else refused."""
        if not name:
            return self.place
        if name not in self.places:
            under = Place.objects.all().within(self.place)
            found = under.filter(code=name).first() or _by_name(under, name)
            if found is None:
                raise Refused(_("没有找到地点“%(name)s”。") % {"name": name}, "no_place")
            self.places[name] = found
        return self.places[name]

    def find_org(self, name: str, place: Place) -> Org:
        """The organisation of that name under the import's place; a new team where there is none."""
        name = words.clean_line(name, most=80, field="org")
        if words.is_blank(name):
            raise Refused(_("没有写组织单位。"), "no_org")
        if name not in self.orgs:
            under = Place.objects.all().within(self.place)
            found = Org.objects.filter(name=name, place__in=under).order_by("pk").first()
            self.orgs[name] = found or people_actions.add_org(
                name=name, kind=OrgKind.VOLUNTEER_TEAM, place=place, by=None, at=self.moment
            )
        return self.orgs[name]

    def find_project(self, row: Row) -> Project:
        """The project that an activity's row names by number or by name."""
        number = _line(row, "project_number", 60).removesuffix(".0")
        name = _line(row, "project", 120)
        key = number or name
        if not key:
            raise Refused(_("没有写是哪个项目。"), "no_project")
        if key not in self.projects:
            named = {"number": number} if number else {"name": name}
            under = Place.objects.all().within(self.place)
            found = Project.objects.filter(place__in=under, **named).select_related("org")
            project = found.order_by("pk").first()
            if project is None:
                raise Refused(
                    _("没有找到项目“%(name)s”。请先导入项目表。") % {"name": key}, "no_project"
                )
            self.projects[key] = project
        return self.projects[key]

    def origin(self, row: Row, *parts: object) -> str:
        """Under what a row is known again."""
        number = _line(row, "number", 60).removesuffix(".0")
        said = f"{self.source}\n{number or parts}"
        return hashlib.sha256(said.encode()).hexdigest()[:64]


def _by_name(under: Any, name: str) -> Place | None:
    wanted = {name, f"{name}委会", f"{name}居委会", f"{name}民委员会"}
    if name.endswith("社区"):
        wanted.add(f"{name.removesuffix('社区')}社区居委会")
    found: Place | None = under.filter(name__in=wanted).order_by("depth", "path").first()
    return found


def _take(desk: _Desk, what: str, batch: list[tuple[int, Row]], taken: Imported) -> None:
    model, names, read = _READERS[what]
    fresh: dict[str, Any] = {}
    wanted = list(_read(desk, read, batch, taken))
    origins = [made.origin for made in wanted]
    known = {row.origin: row for row in model.objects.filter(origin__in=origins)}
    told: list[dict[str, Any]] = []
    for made in wanted:
        before = known.get(made.origin) or fresh.get(made.origin)
        if before is None:
            fresh[made.origin] = made
            taken.imported += 1
        elif all(getattr(before, name) == getattr(made, name) for name in names):
            taken.unchanged += 1
            continue
        else:
            for name in names:
                setattr(before, name, getattr(made, name))
            if before.pk:
                before.save(update_fields=list(names))
            taken.updated += 1
        told.append({"origin": made.origin, **{name: _plain(made, name) for name in names}})
    bulk.insert_many(list(fresh.values()))
    if told:
        content = {"what": what, "source": desk.source, "rows": told}
        written(Event.IMPORT, desk.place.code, content, by=desk.by, at=desk.moment)


def _plain(made: Any, name: str) -> Any:
    value = getattr(made, name)
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _read(
    desk: _Desk, read: Callable[[_Desk, Row], Any], batch: list[tuple[int, Row]], taken: Imported
) -> Iterator[Any]:
    for line, row in batch:
        try:
            yield read(desk, row)
        except Refused as refused:
            taken.rejected.append(Rejected(line, str(refused.sentence)))
        except (ValueError, TypeError, OverflowError):
            taken.rejected.append(Rejected(line, _("这一行有看不懂的值,请对照表头检查。")))


def _project(desk: _Desk, row: Row) -> Project:
    name = _line(row, "name", 120)
    if words.is_blank(name):
        raise Refused(_("没有写项目名称。"), "no_name")
    begins = _moment(row, "begins_on") or desk.moment
    ends = _moment(row, "ends_on")
    if ends is not None and ends < begins:
        raise Refused(_("结束日期要在开始以后。"), "dates")
    place = desk.find_place(_line(row, "place", 80))
    org = desk.find_org(_line(row, "org", 80), place)
    return Project(
        org_id=org.pk,
        place_id=place.pk,
        name=name,
        work=desk.works.get(_line(row, "work", 20), Work.OTHER),
        about=words.clean(_text(row, "about"), most=2000, field="about"),
        begins_on=timezone.localdate(begins),
        ends_on=timezone.localdate(ends) if ends else None,
        number=_line(row, "number", 60).removesuffix(".0"),
        origin=desk.origin(row, name, org.code),
        made_at=desk.moment,
    )


def _activity(desk: _Desk, row: Row) -> Activity:
    title = _line(row, "title", 120)
    if words.is_blank(title):
        raise Refused(_("没有写活动名称。"), "no_title")
    project = desk.find_project(row)
    starts = _moment(row, "starts_at")
    if starts is None:
        raise Refused(_("没有写活动时间。"), "no_moment")
    ends = _moment(row, "ends_at") or _end_of(row, starts)
    if ends <= starts:
        raise Refused(_("结束要晚于开始。请看一下写的时间。"), "times")
    named = _line(row, "place", 80)
    place = desk.find_place(named) if named else Place.objects.get(pk=project.place_id)
    told_hours = _number(row, "told_hours")
    return Activity(
        project_id=project.pk,
        place_id=place.pk,
        state=ActivityState.HELD if ends <= desk.moment else ActivityState.OPEN,
        title=title,
        content=words.clean(_text(row, "content"), most=2000, field="content"),
        where=_line(row, "where", 120) or place.spoken,
        recipients=_line(row, "recipients", 120),
        starts_at=starts,
        ends_at=ends,
        capacity=_count(row, "capacity") or 0,
        told_turns=_count(row, "told_turns"),
        told_minutes=None if told_hours is None else round(told_hours * 60),
        beneficiaries=_count(row, "beneficiaries"),
        number=_line(row, "number", 60).removesuffix(".0"),
        origin=desk.origin(row, title, project.code, f"{starts:%FT%R}"),
        made_at=desk.moment,
    )


_READERS: Mapping[str, tuple[Any, tuple[str, ...], Callable[[_Desk, Row], Any]]] = {
    "projects": (
        Project,
        ("name", "org_id", "place_id", "work", "about", "begins_on", "ends_on", "number"),
        _project,
    ),
    "activities": (
        Activity,
        (
            "project_id", "place_id", "title", "content", "where", "recipients", "starts_at",
            "ends_at", "capacity", "told_turns", "told_minutes", "beneficiaries", "number",
        ),
        _activity,
    ),
}  # fmt: skip


def _end_of(row: Row, starts: datetime) -> datetime:
    """By the hours given; else the end of the day, because the register says only the day."""
    hours = _number(row, "hours")
    if hours is not None:
        if not 0 < hours <= 24:  # noqa: PLR2004 - a day
            raise Refused(
                _("一次活动 %(hours)s 小时不对,一天只有 24 小时。") % {"hours": f"{hours:g}"},
                "hours",
            )
        return starts + timedelta(minutes=round(hours * 60))
    return timezone.localtime(starts).replace(hour=23, minute=59, second=59)


def _moment(row: Row, name: str) -> datetime | None:
    value = row.get(name)
    if isinstance(value, str):
        raise Refused(_("看不懂时间“%(value)s”。") % {"value": words.clip(value, 30)}, "no_moment")
    return value


def _line(row: Row, name: str, most: int) -> str:
    return words.clean_line(_text(row, name), most=most, field=name)


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _number(row: Row, name: str) -> float | None:
    text = _text(row, name).strip().replace(",", "").replace(",", "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= MOST:
        raise Refused(_("看不懂数字“%(value)s”。") % {"value": words.clip(text, 30)}, "no_number")
    return value


def _count(row: Row, name: str) -> int | None:
    value = _number(row, name)
    if value is not None and not value.is_integer():
        raise Refused(_("“%(value)s”要是整数。") % {"value": f"{value:g}"}, "no_number")
    return None if value is None else int(value)
