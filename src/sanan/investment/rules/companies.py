"""The lives of a company's card and of a contract with a third party."""

from django.utils.translation import gettext_lazy as _

from sanan.investment.enums import OFFICERS, CompanyState, MandateState
from sanan.investment.models import Company, Mandate
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.declare import SYSTEM, Process, Relation, Verb

_C, _M = CompanyState, MandateState


def _of_the_county(thing: Company, by: Person | None) -> bool:
    """Whether an officer's post lies in the card's county, or above it."""
    return any(
        post.role in OFFICERS
        and (post.path.startswith(thing.place.path) or thing.place.path.startswith(post.path))
        for post in people.posts(by)
    )


COLLEAGUE = Relation(
    "colleague", _of_the_county, _("企业名片由本县的招商专员来写。"), roles=OFFICERS
)
COMPANY = Process(
    "company",
    Company,
    states=CompanyState,
    title=_("企业"),
    verbs=[
        Verb("enter", [], _C.KNOWN, label=_("录入企业"), relations=[COLLEAGUE]),
        Verb(
            "change",
            [_C.KNOWN],
            label=_("改名片"),
            told=_("改了名片"),
            relations=[COLLEAGUE],
        ),
        Verb(
            "merge",
            [_C.KNOWN],
            _C.MERGED,
            label=_("并入另一家"),
            told=_("并入了另一家"),
            roles=OFFICERS,
            whose=_("并企业名片由县里的招商专员来办。"),
        ),
        Verb("follow", [_C.MERGED], label=_("跟着并过去"), relations=[SYSTEM]),
    ],
)
MANDATE = Process(
    "mandate",
    Mandate,
    states=MandateState,
    title=_("第三方招商合同"),
    joins=("place", "agency"),
    verbs=[
        Verb("commission", [], _M.RUNNING, label=_("登记合同"), roles=OFFICERS),
        Verb(
            "settle",
            [_M.RUNNING],
            _M.SETTLED,
            label=_("结算"),
            told=_("结算了"),
            roles=OFFICERS,
        ),
    ],
)
