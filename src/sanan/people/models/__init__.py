from sanan.people.models.access import ApiToken, Attempt, Consent, FactorCode, PhoneCode, SignInLock
from sanan.people.models.installation import Installation
from sanan.people.models.notice import Notice
from sanan.people.models.org import (
    Duty,
    Org,
    Position,
    Post,
    Shape,
    below,
    holds,
    org_ids,
    person_of,
    posts,
    shape_of,
)
from sanan.people.models.person import Person, Within, new_ref
from sanan.people.models.roads import Identity, ReadingChoice, Road

__all__ = [
    "ApiToken",
    "Attempt",
    "Consent",
    "Duty",
    "FactorCode",
    "Identity",
    "Installation",
    "Notice",
    "Org",
    "Person",
    "PhoneCode",
    "Position",
    "Post",
    "ReadingChoice",
    "Road",
    "Shape",
    "SignInLock",
    "Within",
    "below",
    "holds",
    "new_ref",
    "org_ids",
    "person_of",
    "posts",
    "shape_of",
]
