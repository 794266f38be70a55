"""Lists of projects that are reported as one; one may lie in another, and nothing counts twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from sanan.kit import bulk, words
from sanan.kit.errors import Invalid
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.projects.actions.projects import checked_curve
from sanan.projects.enums import Rounding, SetState, Shape
from sanan.projects.models import Project, ProjectSet, SetMember
from sanan.projects.rules import SET


@SET.action("compile")
def compile_set(
    *,
    place: Place,
    title: str,
    year: int,
    projects: Iterable[Project],
    by: Person,
    within: ProjectSet | None = None,
    curve: Sequence[str] = (),
    rounding: str = Rounding.LAST,
    places: int = 1,
    at: datetime | None = None,
) -> ProjectSet:
    """Make a list of a year; `within` another it may hold only projects of that one."""
    title, chosen, shape = words.one_line(title, "title", 60), list(projects), checked_curve(curve)
    if ProjectSet.objects.filter(place=place, title=title, year=year).exists():
        raise Invalid(_("这一年已经有同名的名单。"), "twice", field="title")
    if within is not None and (within.year != year or within.place_id != place.pk):
        raise Invalid(_("子名单要和它所在的名单同一年、同一个县。"), "within", field="within")
    made = ProjectSet(
        place=place,
        title=title,
        year=year,
        within=within,
        shape=Shape.CURVE if shape else Shape.LINEAR,
        curve=shape,
        rounding=Rounding(rounding),
        places=places,
    )
    _fit(made, chosen)
    with SET.begin("compile", made, by=by, at=at) as step:
        step.data = {"projects": sorted(each.code for each in chosen)}
        step.then(lambda _step: _keep(made, chosen))
    return made


@SET.action("list")
def list_projects(
    *, project_set: ProjectSet, projects: Iterable[Project], by: Person, at: datetime | None = None
) -> ProjectSet:
    """Say anew which projects stand on the list."""
    chosen = list(projects)
    _fit(project_set, chosen)
    with SET.step("list", project_set, by=by, at=at) as step:
        wanted = {each.pk for each in chosen}
        below = SetMember.objects.filter(set__within=step.thing).exclude(project__in=wanted)
        if inner := below.select_related("project").first():
            sentence = _("“%(project)s”还在它的子名单里，请先从子名单里去掉。")
            raise Invalid(sentence % {"project": inner.project}, "in_part", field="projects")
        SetMember.objects.filter(set=step.thing).exclude(project__in=wanted).delete()
        kept = set(SetMember.objects.filter(set=step.thing).values_list("project", flat=True))
        _keep(step.thing, [each for each in chosen if each.pk not in kept])
        step.data = {"projects": sorted(each.code for each in chosen)}
    return project_set


@SET.action("close")
def close_set(*, project_set: ProjectSet, by: Person, at: datetime | None = None) -> ProjectSet:
    """The list is in use no more; its figures stay."""
    with SET.step("close", project_set, by=by, at=at):
        pass
    return project_set


def _keep(made: ProjectSet, chosen: Sequence[Project]) -> None:
    bulk.insert_many([SetMember(set=made, project=each) for each in chosen])


def _fit(made: ProjectSet, chosen: Sequence[Project]) -> None:
    """A part holds only what its whole holds; two lists beside each other share no project."""
    if not chosen:
        raise Invalid(_("名单里至少要有一个项目。"), "empty", field="projects")
    if len({each.pk for each in chosen}) != len(chosen):
        raise Invalid(_("同一个项目选了两次。"), "twice", field="projects")
    if made.within is not None:
        whole = set(made.within.memberships.values_list("project", flat=True))
        for each in chosen:
            if each.pk not in whole:
                sentence = _("“%(project)s”不在“%(set)s”里，不能进它的子名单。")
                given = {"project": each, "set": made.within}
                raise Invalid(sentence % given, "not_in_whole", field="projects")
    _not_beside(made, chosen)


def _not_beside(made: ProjectSet, chosen: Sequence[Project]) -> None:
    beside = SetMember.objects.filter(
        set__place=made.place_id,
        set__year=made.year,
        set__state=SetState.IN_USE,
        set__within=made.within_id,
        project__in=[each.pk for each in chosen],
    ).exclude(set=made.pk)
    found = beside.select_related("project", "set").order_by("project__name").first()
    if found is not None:
        sentence = _(
            "“%(project)s”已经在“%(set)s”里了，两份并列的名单都算它就会重复。"
            "请从一份里去掉，或者把一份设成另一份的子名单。"
        )
        given = {"project": found.project, "set": found.set}
        raise Invalid(sentence % given, "in_two_sets", field="projects")
