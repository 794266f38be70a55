from django.db.models import Q

from sanan.cases import kinds
from sanan.cases.enums import State
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.process.declare import Verb

REPAIR = kinds.Kind(
    name="toy_repair",
    label="修东西",
    verbs=[
        Verb(
            "fetch_tool",
            {State.SIGNED, State.IN_PROGRESS},
            label="取工具",
            told="取了工具",
            roles=[Role.VILLAGE_CADRE],
        )
    ],
    forms={"fetch_tool": "toys.shelves.views:Tool"},
    actions="toys.shelves.repairs",
    facts=lambda case: [("要修的", case.title)],
    particulars={"tool": "工具"},
    pack="toy",
    shows=lambda by: Q() if any(p.role == Role.JUDGE for p in people.posts(by)) else None,
    hides=lambda by: Q() if any(p.role == Role.GRID_WORKER for p in people.posts(by)) else None,
    published=False,
    counts=frozenset({kinds.Rate.RESPONSE}),
)
