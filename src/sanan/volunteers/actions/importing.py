"""A county's register of projects and activities: each row once, what differs taken over."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.imports.taking import Outcome, Row, Terms
from sanan.kit import bulk, words
from sanan.kit.errors import Refused
from sanan.ledger.actions import written
from sanan.people import actions as people_actions
from sanan.people.enums import OrgKind
from sanan.people.models import Org
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.volunteers import rules
from sanan.volunteers.enums import ActivityState, Event
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.models import Activity, Project

Made = TypeVar("Made", Project, Activity)


class _Register(Generic[Made]):
    """Takes the rows of a register; what every row of one import shares is read once.

    A row is known again by the register's name and its number, or by its names and time where it has
    none; then only what differs is taken over. Each batch is one entry in the record, which holds its
    rows. Raises `Forbidden` for whoever does not run the volunteers' desk of the place.
    """

    what: ClassVar[str]
    model: ClassVar[Any]
    names: ClassVar[tuple[str, ...]]

    def __init__(self, terms: Terms) -> None:
        self.terms, self.moment = terms, terms.at
        self.place = terms.place or places.default()
        if terms.by is not None:
            rules.check_desk(self.place, terms.by)
        self.forget()
        self.works = {str(label): str(value) for value, label in Work.choices}

    def forget(self) -> None:
        """After a rehearsal nothing that it made is there."""
        self.places: dict[str, Place] = {}
        self.orgs: dict[str, Org] = {}
        self.projects: dict[str, Project] = {}

    def key(self, item: Made) -> str:
        """Under what a row is known again."""
        return str(item.origin)

    def words(self, item: Made) -> object:
        """Everything that the row says."""
        return tuple(getattr(item, name) for name in self.names)

    def find(self, keys: Sequence[str]) -> Mapping[str, Made]:
        """What is in the register already."""
        return {row.origin: row for row in self.model.objects.filter(origin__in=keys)}

    def differs(self, known: Made, item: Made) -> bool:
        """Whether any of the row's values is another."""
        return any(getattr(known, name) != getattr(item, name) for name in self.names)

    def write(self, fresh: Sequence[Made], changed: Sequence[tuple[Made, Made]]) -> None:
        """New rows in one go; one entry for the batch."""
        bulk.insert_many(fresh)
        for known, item in changed:
            for name in self.names:
                setattr(known, name, getattr(item, name))
            known.save(update_fields=list(self.names))
        told = [
            {"origin": made.origin, **{name: _plain(made, name) for name in self.names}}
            for made in [*fresh, *(item for _known, item in changed)]
        ]
        content = {"what": self.what, "source": self.terms.source, "rows": told}
        written(Event.IMPORT, self.place.code, content, by=self.terms.by, at=self.moment)

    def finish(self, _outcome: Outcome, /) -> None:
        """Nothing follows from a register."""

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
        number = _line(row, "project_number", 60)
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
        number = _line(row, "number", 60)
        said = f"{self.terms.source}\n{number or parts}"
        return hashlib.sha256(said.encode()).hexdigest()[:64]


class TakingProjects(_Register[Project]):
    """Takes a register of projects in."""

    what = "projects"
    model = Project
    names = ("name", "org_id", "place_id", "work", "about", "begins_on", "ends_on", "number")

    def read(self, row: Row) -> Project:
        """A project that is not yet written."""
        return _project(self, row)


class TakingActivities(_Register[Activity]):
    """Takes a register of activities in."""

    what = "activities"
    model = Activity
    names = (
        "project_id",
        "place_id",
        "title",
        "content",
        "where",
        "recipients",
        "starts_at",
        "ends_at",
        "capacity",
        "told_turns",
        "told_minutes",
        "beneficiaries",
        "number",
    )

    def read(self, row: Row) -> Activity:
        """An activity that is not yet written."""
        return _activity(self, row)


def _by_name(under: Any, name: str) -> Place | None:
    wanted = {name, f"{name}委会", f"{name}居委会", f"{name}民委员会"}
    if name.endswith("社区"):
        wanted.add(f"{name.removesuffix('社区')}社区居委会")
    found: Place | None = under.filter(name__in=wanted).order_by("depth", "path").first()
    return found


def _plain(made: Any, name: str) -> Any:
    value = getattr(made, name)
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _project(desk: _Register[Any], row: Row) -> Project:
    name = _line(row, "name", 120)
    if words.is_blank(name):
        raise Refused(_("没有写项目名称。"), "no_name")
    begins = row.get("begins_on") or desk.moment
    ends = row.get("ends_on")
    if ends is not None and ends < begins:
        raise Refused(_("结束日期要在开始以后。"), "dates")
    place = desk.find_place(_line(row, "place", 80))
    org = desk.find_org(_line(row, "org", 80), place)
    return Project(
        org_id=org.pk,
        place_id=place.pk,
        name=name,
        work=desk.works.get(_line(row, "work", 20), Work.OTHER),
        about=words.clean(row.get("about") or "", most=2000, field="about"),
        begins_on=timezone.localdate(begins),
        ends_on=timezone.localdate(ends) if ends else None,
        number=_line(row, "number", 60),
        origin=desk.origin(row, name, org.code),
        made_at=desk.moment,
    )


def _activity(desk: _Register[Any], row: Row) -> Activity:
    title = _line(row, "title", 120)
    if words.is_blank(title):
        raise Refused(_("没有写活动名称。"), "no_title")
    project = desk.find_project(row)
    starts = row.get("starts_at")
    if starts is None:
        raise Refused(_("没有写活动时间。"), "no_moment")
    ends = row.get("ends_at") or _end_of(row, starts)
    if ends <= starts:
        raise Refused(_("结束要晚于开始。请看一下写的时间。"), "times")
    named = _line(row, "place", 80)
    place = desk.find_place(named) if named else Place.objects.get(pk=project.place_id)
    told_hours = row.get("told_hours")
    return Activity(
        project_id=project.pk,
        place_id=place.pk,
        state=ActivityState.HELD if ends <= desk.moment else ActivityState.OPEN,
        title=title,
        content=words.clean(row.get("content") or "", most=2000, field="content"),
        where=_line(row, "where", 120) or place.spoken,
        recipients=_line(row, "recipients", 120),
        starts_at=starts,
        ends_at=ends,
        capacity=row.get("capacity") or 0,
        told_turns=row.get("told_turns"),
        told_minutes=None if told_hours is None else round(told_hours * 60),
        beneficiaries=row.get("beneficiaries"),
        number=_line(row, "number", 60),
        origin=desk.origin(row, title, project.code, f"{starts:%FT%R}"),
        made_at=desk.moment,
    )


def _end_of(row: Row, starts: datetime) -> datetime:
    """By the hours given; else the end of the day, because the register says only the day."""
    hours = row.get("hours")
    if hours is not None:
        if not 0 < hours <= 24:
            raise Refused(
                _("一次活动 %(hours)s 小时不对，一天只有 24 小时。") % {"hours": f"{hours:g}"},
                "hours",
            )
        return starts + timedelta(minutes=round(hours * 60))
    return timezone.localtime(starts).replace(hour=23, minute=59, second=59)


def _line(row: Row, name: str, most: int) -> str:
    return words.clean_line(row.get(name) or "", most=most, field=name)
