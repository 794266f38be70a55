"""A chart of a power's steps as an SVG that the server draws, and the list that says the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.powers.enums import StepState
from sanan.powers.models import PowerStep, RunStep

BOX, GAP, WIDTH = 46, 22, 320
SHORT = 15
MARKS: dict[str, str | Promise] = {
    "done": gettext_lazy("办了"),
    "late_done": gettext_lazy("办了，迟了"),
    "now": gettext_lazy("现在这一步"),
    "late": gettext_lazy("逾期"),
    "skipped": gettext_lazy("跳过"),
    "objected": gettext_lazy("有异议"),
    "unsigned": gettext_lazy("等签字"),
    "coming": gettext_lazy("还没到"),
    "plan": "",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One box: where it lies, what it says, and how it stands (`tone`, a key of `MARKS`)."""

    seq: int
    name: str
    short: str
    tone: str
    mark: str
    meeting: bool
    top: int

    @property
    def text_y(self) -> int:
        """The baseline of its words."""
        return self.top + 20

    @property
    def mark_y(self) -> int:
        """The baseline of how it stands."""
        return self.top + 37

    @property
    def foot(self) -> int:
        """Where the arrow to the next begins."""
        return self.top + BOX


@dataclass(frozen=True, slots=True)
class Chart:
    """All boxes and the height of the picture; `said` is what a screen reader is told."""

    nodes: Sequence[Node]
    height: int
    said: str


def of_run(steps: Iterable[RunStep], today: date, *, running: bool) -> Chart:
    """A run: what is done, where it stands, what is late or was left out."""
    marked, found = [], list(steps)
    turn = next((s.pk for s in found if s.state == StepState.PENDING), None)
    for each in found:
        now = running and each.pk == turn
        marked.append((each.step, tone_of(each, today, now=now)))
    return _chart(marked)


def of_item(steps: Iterable[PowerStep]) -> Chart:
    """An item of the list, before anybody has begun it."""
    return _chart([(step, "plan") for step in steps])


def tone_of(step: RunStep, today: date, *, now: bool) -> str:
    """How one step stands."""
    if step.state == StepState.SKIPPED:
        return "skipped"
    if step.state == StepState.OBJECTED:
        return "objected"
    if step.state == StepState.DONE:
        if step.waits_for_sign:
            return "unsigned"
        return "late_done" if step.is_late(today) else "done"
    if now:
        return "late" if step.is_late(today) else "now"
    return "coming"


def _chart(marked: Sequence[tuple[PowerStep, str]]) -> Chart:
    nodes = [
        Node(
            seq=step.seq,
            name=step.name,
            short=step.name if len(step.name) <= SHORT else step.name[: SHORT - 1] + "…",
            tone=tone,
            mark=str(MARKS[tone]) or step.get_actor_display(),
            meeting=bool(step.quorum),
            top=4 + place * (BOX + GAP),
        )
        for place, (step, tone) in enumerate(marked)
    ]
    said = "、".join(
        _("第%(n)d步%(name)s:%(mark)s") % {"n": n.seq, "name": n.name, "mark": n.mark}
        for n in nodes
    )
    return Chart(nodes, 8 + len(nodes) * (BOX + GAP) - GAP, said)
