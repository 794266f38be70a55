"""A dispute as a kind of case: the same code everywhere, led on the pages of mediation (一案一码)."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import OPEN, State
from sanan.cases.kinds import Kind
from sanan.cases.models import Case
from sanan.cases.rules import HANDLER
from sanan.mediation.models import Dispute
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.process.declare import SYSTEM, Sentence, Verb


def _mine(person: Person) -> Q:
    return Q(pk__in=Dispute.objects.visible_to(person).values("case"))


def _others(person: Person) -> Q:
    return ~_mine(person)


def _facts(case: Case) -> Iterator[tuple[Sentence, str]]:
    found = Dispute.objects.select_related("window__centre").filter(case=case).first()
    if found is not None:
        yield _("在哪个窗口"), str(found.window)
        yield _("哪一类"), str(found.get_kind_display())
        yield _("调解到哪一步"), str(found.get_state_display())


KIND = Kind(
    name="dispute",
    label=_("矛盾纠纷"),
    verbs=[
        Verb(
            "mediate",
            {State.SUBMITTED},
            State.IN_PROGRESS,
            label=_("进入调解"),
            told=_("由综治中心调解"),
            relations=[SYSTEM],
            public=True,
        ),
        Verb(
            "end_mediation",
            OPEN,
            State.CLOSED,
            label=_("调解结束"),
            relations=[SYSTEM],
            public=True,
        ),
        Verb(
            "change_window",
            OPEN,
            label=_("换了窗口"),
            relations=[SYSTEM],
            public=True,
        ),
        Verb(
            "resume_mediation",
            {State.CLOSED},
            State.IN_PROGRESS,
            label=_("重新调解"),
            relations=[SYSTEM],
            public=True,
        ),
    ],
    becoming=[
        Verb(
            "to_mediation",
            {State.SUBMITTED, State.ACCEPTED, State.SIGNED, State.IN_PROGRESS, State.REOPENED},
            State.IN_PROGRESS,
            label=_("转去调解"),
            told=_("转给综治中心调解"),
            roles=[Role.DISPATCHER],
            relations=[HANDLER],
            public=True,
        )
    ],
    keeps=frozenset({"open", "add", "note", "remind"}),
    instead=_("这是矛盾纠纷，在“矛盾调解”里办。"),
    forms={"to_mediation": "sanan.mediation.forms.staff:FromCase"},
    actions="sanan.mediation.actions.intake",
    facts=_facts,
    pack="mediation",
    shows=_mine,
    hides=_others,
    published=False,
    counts=frozenset(),
)
"""Led by its own page and counted by its own figures; neighbours never read of one."""
