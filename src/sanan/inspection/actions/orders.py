"""Orders to mend at once, what is handed over, and joint pushes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.cases import actions as cases
from sanan.cases.actions.checking import close, send_back
from sanan.cases.enums import Anonymity, CloseKind, Door, Urgency
from sanan.cases.models import Case, Category
from sanan.cases.rules import CASE
from sanan.files import actions as files
from sanan.inspection.actions.papers import general
from sanan.inspection.enums import DISCIPLINE, OFFICE, TransferKind
from sanan.inspection.models import Clue, FixOrder, JointPush, Milestone, Transfer
from sanan.inspection.rules import CLUE, IMMEDIATE_FIX, PUSH, TRANSFER
from sanan.kit import bulk, clock, dates, tokens, vault, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.people import queries as people
from sanan.people.enums import OrgKind
from sanan.people.models import Duty, Org, Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM


@CLUE.action("order")
def order(
    *,
    clue: Clue,
    to: Org,
    requirement: str,
    shown_text: str,
    by: Person,
    urgency: str = Urgency.ORDINARY,
    uploads: Sequence[Upload] = (),
    category: Category | None = None,
    at: datetime | None = None,
) -> FixOrder:
    """立行立改: the village or township has a case with its clock at once, and the state before.

    How urgent it is picks the days (the pack of this kind, a setting). A unit with a duty list
    leads only what is on it (H8); without `category` the first that it leads.
    """
    said = words.needed(requirement, "requirement", 1000)
    shown = general(shown_text, "shown_text")
    if not uploads:
        raise Invalid(_("请附整改前的照片，改完好对照。"), "no_before", field="uploads")
    with (
        files.kept(uploads) as kept,
        transaction.atomic(),
        CLUE.step("order", clue, by=by, at=at) as step,
    ):
        opened = cases.open_case(
            text=said,
            title=_("立行立改：%(what)s") % {"what": words.clip(shown, 40)},
            place=step.thing.target.place,
            door=Door.INSPECTION,
            kind=IMMEDIATE_FIX.name,
            anonymity=Anonymity.ANONYMOUS,
            category=category or _first_duty(to),
            may_publish=False,
            at=step.at,
        )
        cases.dispatch(
            case=opened.case,
            to=to,
            by=None,
            urgency=Urgency(urgency),
            relation=SYSTEM,
            at=step.at,
        )
        made = FixOrder(
            case=opened.case, target=step.thing.target, clue=step.thing, shown_text=shown
        )
        bulk.insert(made)
        step.files = files.attach(kept, to=made, by=by, at=step.at, label=BEFORE)
        step.data = {"case": opened.case.code, "org": to.code}
        step.note = f"{to.name} · {opened.case.code}"
    return made


BEFORE, AFTER = "before", "after"


def _first_duty(org: Org) -> Category | None:
    led = Duty.objects.filter(org=org, lead=True).order_by("pk").values_list("category", flat=True)
    return Category.objects.filter(code=led.first() or "").first()


@CASE.action("mended")
def mended(
    *,
    case: Case,
    uploads: Sequence[Upload],
    by: Person,
    show: bool = False,
    at: datetime | None = None,
) -> Case:
    """The team has seen it mended, with a photo of now; villagers read it from here on.

    `show`: by looked, nobody is to be recognised on the photos; they are shown to everyone.
    """
    if not uploads:
        raise Invalid(_("请附整改后的照片，和改以前的对照。"), "no_after", field="uploads")
    with files.kept(uploads) as kept, CASE.step("mended", case, by=by, at=at) as step:
        found = FixOrder.objects.select_for_update(of=("self",)).get(case=step.thing)
        found.mended_on = dates.local_day(step.at)
        found.save(update_fields=["mended_on"])
        step.files = files.attach(kept, to=found, by=by, at=step.at, label=AFTER)
        step.data = {"shown": show}
        close(step, CloseKind.REVISITED)
        for file in found.files if show else ():
            files.show(file=file, by=by, at=step.at)
    return case


@CASE.action("not_mended")
def not_mended(*, case: Case, why: str, by: Person, at: datetime | None = None) -> Case:
    """It is not: back to the unit."""
    with CASE.step("not_mended", case, by=by, at=at) as step:
        step.say(words.needed(why, "why", 500))
        send_back(step)
    return case


@CLUE.action("hand_over")
def hand_over(
    *, clue: Clue, kind: str, to: Org, text: str, by: Person, at: datetime | None = None
) -> Transfer:
    """Hand a clue over with a receipt to come. Only the team and the receiver read its words."""
    chosen = TransferKind(kind)
    if (chosen == TransferKind.DISCIPLINE) != (to.kind == OrgKind.DISCIPLINE):
        raise Invalid(_("问题线索只移交纪检监察机关，别的事项移交主管部门。"), "whom", field="to")
    said = words.needed(text, "text", 2000)
    with transaction.atomic(), CLUE.step("hand_over", clue, by=by, at=at) as step:
        made = Transfer(
            target=step.thing.target,
            clue=step.thing,
            kind=chosen,
            to=to,
            text_locked=vault.lock(said),
            sent_at=step.at,
        )
        with TRANSFER.begin("send", made, by=by, at=step.at) as sent:
            sent.data = {"kind": kind, "to": to.code}
        step.data = {"transfer": made.code}
    return made


TRANSFER.action("send")(hand_over)


@TRANSFER.action("receive")
def receive(*, transfer: Transfer, by: Person, at: datetime | None = None) -> Transfer:
    """The receiver says that it has it; the receipt's number is theirs and ours."""
    with TRANSFER.step("receive", transfer, by=by, at=at) as step:
        number = f"YJ{dates.local_day(step.at):%Y%m%d}{tokens.opaque(4).upper()}"
        step.set(receipt=number, received_at=step.at)
    return transfer


@TRANSFER.action("answer")
def answer(*, transfer: Transfer, result: str, by: Person, at: datetime | None = None) -> Transfer:
    """What came of it, for the team."""
    with TRANSFER.step("answer", transfer, by=by, at=at) as step:
        step.thing.result_locked = vault.lock(words.needed(result, "result", 1000))
    return transfer


@PUSH.action("raise")
def raise_(
    *, place: Place, title: str, text: str, org: Org, by: Person, at: datetime | None = None
) -> JointPush:
    """One side asks that a work which stands still be pushed by both."""
    made = JointPush(
        place=place,
        title=words.one_line(title, "title", 120),
        text=words.needed(text, "text", 1000),
        org=org,
        raised_at=clock.at_or_now(at),
        **_side(place, by),
    )
    with PUSH.begin("raise", made, by=by, at=at):
        pass
    return made


def _side(place: Place, by: Person) -> dict[str, Any]:
    if people.holds(by, OFFICE, path=place.path):
        return {"office_by": by}
    return {"discipline_by": by} if people.holds(by, DISCIPLINE, path=place.path) else {}


@PUSH.action("join")
def join(*, push: JointPush, by: Person, at: datetime | None = None) -> JointPush:
    """The other side joins; from now on both push."""
    with PUSH.step("join", push, by=by, at=at) as step:
        step.set(**{"discipline_by" if step.thing.office_by_id else "office_by": by})
    return push


@PUSH.action("set")
def set_milestone(
    *, push: JointPush, title: str, due_on: date, by: Person, at: datetime | None = None
) -> JointPush:
    """What must have been reached by a day."""
    with PUSH.step("set", push, by=by, at=at) as step:
        title = words.one_line(title, "title", 80)
        Milestone.objects.create(push=step.thing, title=title, due_on=due_on)
        step.say(title)
        step.data = {"due_on": due_on.isoformat()}
    return push


@PUSH.action("reach")
def reach(
    *, push: JointPush, milestone: Milestone, by: Person, text: str = "", at: datetime | None = None
) -> JointPush:
    """A milestone was reached today."""
    with PUSH.step("reach", push, by=by, at=at) as step:
        found = step.thing.milestones.filter(pk=milestone.pk, reached_on=None).first()
        if found is None:
            raise Refused(_("这个节点已经记过了。"), "reached")
        found.reached_on = dates.local_day(step.at)
        found.save(update_fields=["reached_on"])
        step.say("：".join(filter(None, [found.title, words.clean(text, most=300)])))
    return push


@PUSH.action("finish")
def finish(*, push: JointPush, by: Person, at: datetime | None = None) -> JointPush:
    """Every milestone was reached."""
    with PUSH.step("finish", push, by=by, at=at) as step:
        step.thing.done_on = dates.local_day(step.at)
    return push
