"""Rules with their try-out, a quarter's assessment, a score explained, the province's list."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit import clock, dates
from sanan.kit.errors import Refused
from sanan.people import access
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.projects import actions
from sanan.projects.enums import CHIEFS, OFFICERS, AssessmentState
from sanan.projects.forms import staff as forms
from sanan.projects.models import (
    AssessedScore,
    Assessment,
    AssessmentRules,
    ProvincialResult,
    ScoreObjection,
)
from sanan.projects.queries import assessing
from sanan.projects.rules import ASSESSMENT, RULES
from sanan.projects.views.access import county, desk, page
from sanan.scoring import Condition, Score, Step, compare, plain

_both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk()
def assessments(request: HttpRequest) -> HttpResponse:
    """Quarters, rules, the province's list."""
    there = county(request)
    values = {
        "place": there,
        "assessments": Assessment.objects.filter(place=there).select_related("rules"),
        "rules": AssessmentRules.objects.filter(place=there),
        "provincial": ProvincialResult.objects.filter(county=there),
    }
    return page(request, "assessments", values)


@never_cache
@_both
@desk(*OFFICERS)
def write_rules(request: HttpRequest) -> HttpResponse:
    """A version of rules."""
    there = county(request)
    form = forms.WriteRules(request.POST or None)

    def act(given: dict[str, Any]) -> AssessmentRules:
        data = given.pop("rules_text")
        return actions.write_rules(place=there, data=data, **given, by=access.me(request))

    return one_form(request, form, act, RULE_PAGES.address, "write_rules", frame=page)


def _rules(request: HttpRequest, code: str) -> AssessmentRules:
    rows = AssessmentRules.objects.filter(place=county(request)).select_related("place")
    return get_object_or_404(rows, code=code)


RULE_PAGES = Pages(
    process=RULES,
    room="projects_staff",
    prefix="rules",
    name="rules",
    template="rules",
    find=_rules,
    show=lambda _request, rules: {
        "story": timeline(RULES, rules),
        "read": assessing.ruleset(rules.data),
        "period": _last_quarter(),
    },
    forms={"adopt": Nothing, "retire": Nothing},
    gate=desk(),
    frame=page,
)


def _last_quarter() -> str:
    today = dates.local_day(clock.now())
    quarter = (today.month - 1) // 3
    return f"{today.year}Q{quarter}" if quarter else f"{today.year - 1}Q4"


@never_cache
@_both
@desk(*OFFICERS, *CHIEFS)
def try_out(request: HttpRequest, code: str) -> HttpResponse:
    """Rules, or a change of them, on a quarter as it stands; nothing is written down."""
    rules = _rules(request, code)
    form = forms.Try(request.POST or None, initial={"period": _last_quarter()})
    values: dict[str, Any] = {"rules": rules, "form": form}
    if request.method == "POST":
        try:
            if form.is_valid():
                values["changes"] = _tried(rules, form.cleaned_data)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
    return page(request, "try", values, status=422 if form.errors else 200)


def _tried(rules: AssessmentRules, given: dict[str, Any]) -> list[Any]:
    taken = assessing.facts(county=rules.place, period=given["period"], subjects=rules.subjects)
    before = assessing.tried(assessing.ruleset(rules.data), taken)
    after = before
    if given["rules_text"]:
        after = assessing.tried(assessing.ruleset(given["rules_text"]), taken)
    names = {each.key: each.name for each in taken}
    return [(names[change.key], change) for change in compare(before, after)]


@never_cache
@_both
@desk(*OFFICERS)
def assess(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a quarter."""
    rules = _rules(request, code)
    form = forms.Assess(request.POST or None, thing=rules, initial={"period": _last_quarter()})
    return one_form(
        request,
        form,
        lambda given: actions.assess(rules=rules, **given, by=access.me(request)),
        ASSESSMENTS.address,
        "assess",
        {"rules": rules},
        frame=page,
    )


def _assessment(request: HttpRequest, code: str) -> Assessment:
    """Drafts are the office's and the leaders'; what is shown or published is every reader's."""
    rows = Assessment.objects.filter(place=county(request)).select_related("rules", "place")
    found = get_object_or_404(rows, code=code)
    inside = found.state in {AssessmentState.DRAFT, AssessmentState.WITHDRAWN}
    if inside and not access.held(request) & {*OFFICERS, *CHIEFS}:
        raise Http404
    return found


ASSESSMENTS = Pages(
    process=ASSESSMENT,
    room="projects_staff",
    prefix="assessments",
    name="assessment",
    template="assessment",
    find=_assessment,
    show=lambda _request, assessment: {
        "story": timeline(ASSESSMENT, assessment),
        "scores": assessment.scores.all(),
        "places": (assessment.rules.data.get("rounding") or {}).get("places", 2),
    },
    forms={
        "recount": Nothing,
        "show": forms.Show,
        "publish": Nothing,
        "withdraw": forms.Why,
    },
    gate=desk(),
    frame=page,
)


@never_cache
@_both
@desk()
def score(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """How one score came about, on one page, and what may be said against it."""
    assessment = _assessment(request, code)
    found = get_object_or_404(
        AssessedScore.objects.select_related("project", "org"), assessment=assessment, key=key
    )
    status, told = 200, ""
    if request.method == "POST":
        try:
            _said(request, assessment, found)
        except Refused as no:
            status, told = no.status, str(no.sentence)
        else:
            return redirect(reverse("projects_staff:score", args=[code, key]))
    explained = assessing.explained(found)
    me = access.me(request)
    may = ASSESSMENT.allowed(assessment, me)
    values = {
        "assessment": assessment,
        "score": found,
        "total": explained.total,
        "items": [(i.title, i.points, said(i.steps), i.evidence) for i in explained.items],
        "sum": said(explained.steps),
        "lists": _lists(explained),
        "facts": [(assessing.FACTS.get(n, n), v) for n, v in _shown_facts(explained)],
        "objections": found.objections.select_related("by"),
        "may": may,
        "told": told,
        "manual": [i for i in assessing.ruleset(assessment.rules.data).items if i.kind == "manual"],
    }
    return page(request, "score", values, status=status)


def _said(request: HttpRequest, assessment: Assessment, found: AssessedScore) -> None:
    """An objection, an answer, or a manual score: three forms of one page."""
    me, given = access.me(request), request.POST
    if "answer" in given:
        objection = get_object_or_404(
            ScoreObjection, score=found, pk=given["answer"] if given["answer"].isdigit() else 0
        )
        actions.answer(
            assessment=assessment, objection=objection, text=given.get("text", ""), by=me
        )
    elif "item" in given:
        points = forms.Judge.base_fields["points"]
        actions.judge(
            assessment=assessment,
            score=found,
            item=given["item"],
            points=_points(points, given.get("points", "")),
            evidence=given.get("evidence", ""),
            by=me,
        )
    else:
        actions.object_(assessment=assessment, score=found, text=given.get("text", ""), by=me)


def _points(field: Any, text: str) -> Any:
    try:
        return field.clean(text)
    except ValidationError as no:
        raise Refused(no.messages[0], "points") from None


def said(steps: Iterable[Step]) -> list[str]:
    """The lines of an explanation in the reader's language."""
    return [_(step.sentence) % step.values for step in steps]


def _lists(explained: Score) -> list[tuple[str, list[tuple[str, Condition]]]]:
    """The conditions of both lists, each with its sentence."""
    both = ((_("红榜"), explained.red), (_("黑榜"), explained.black))
    return [(name, [(said([c.step])[0], c) for c in found]) for name, found in both if found]


def _shown_facts(explained: Score) -> list[tuple[str, str]]:
    return [(name, plain(value)) for name, value in explained.subject.facts.items()]


@never_cache
@_both
@desk(*OFFICERS)
def provincial(request: HttpRequest) -> HttpResponse:
    """Where the county stood, with its source."""
    there = county(request)
    form = forms.Provincial(request.POST or None, initial={"period": _last_quarter()})
    return one_form(
        request,
        form,
        lambda given: actions.record_provincial(county=there, **given, by=access.me(request)),
        lambda _made: reverse("projects_staff:assessments"),
        "provincial",
        frame=page,
    )
