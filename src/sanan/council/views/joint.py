"""大党委 at the desk: the committee, its seats, its mechanisms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sanan.council import actions, rules
from sanan.council.enums import DESK, MEMBERS
from sanan.council.forms import joint as forms
from sanan.council.models import JointCommittee, Mechanism
from sanan.council.queries import joint as reads
from sanan.council.rules import JOINT
from sanan.council.views.access import desk, me, my_places, page
from sanan.kit import clock
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline


def committees(request: HttpRequest) -> Any:
    """Those that this person may see, with their place."""
    found = JointCommittee.objects.visible_to(me(request), timezone.localdate())
    return found.select_related("place", "lead").order_by("place__path")


@require_safe
@desk(*MEMBERS)
def index(request: HttpRequest) -> HttpResponse:
    """The committees; where there is one only, that one."""
    found = list(committees(request)[:200])
    if len(found) == 1 and not rules.may_run(found[0].place, me(request)):
        return redirect("council_staff:joint_one", found[0].code)
    return page(request, "joint_index", {"rows": reads.summaries(found, clock.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new(request: HttpRequest) -> HttpResponse:
    """A committee."""
    places = my_places(request, DESK).filter(kind="village", joint_committee=None)
    return one_form(
        request,
        forms.NewJoint(request.POST or None, places=places),
        lambda given: actions.found_joint(by=me(request), **given),
        JOINTS.address,
        "new_joint",
        frame=page,
    )


def _one(request: HttpRequest, code: str) -> JointCommittee:
    found: JointCommittee = get_object_or_404(committees(request), code=code)
    return found


def _values(request: HttpRequest, found: JointCommittee) -> dict[str, Any]:
    shown, runs = reads.joint_page(found, clock.now()), rules.may_run(found.place, me(request))
    return {
        "joint": shown,
        "runs": runs,
        "mechanisms": [
            (line, *(_forms_of(found, line.mechanism) if runs else (None, None)))
            for line in shown.mechanisms
        ],
        "story": timeline(JOINT, found) if runs else None,
    }


def _forms_of(committee: JointCommittee, of: Mechanism) -> tuple[Any, Any]:
    """How one mechanism is changed, and how what it held is noted."""
    start = {"mechanism": of.pk, "name": of.name, "text": of.text, "retired": of.retired_on}
    return (
        forms.MechanismForm(thing=committee, initial=start, auto_id=f"id_m{of.pk}_%s"),
        forms.UseForm(thing=committee, initial=start, auto_id=f"id_use{of.pk}_%s"),
    )


JOINTS = Pages(
    process=JOINT,
    room="council_staff",
    prefix="joint",
    name="joint_one",
    template="joint_one",
    find=_one,
    show=_values,
    gate=desk(*MEMBERS),
    frame=page,
    shown=lambda _committee, verb: verb in {"seat", "mechanism"},
    forms={
        "seat": forms.Sit,
        "leave": forms.Leave,
        "mechanism": forms.MechanismForm,
        "use": forms.UseForm,
    },
)
