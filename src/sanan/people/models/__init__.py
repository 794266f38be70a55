from sanan.people.models.access import ApiToken, Attempt, Consent, PhoneCode, SignInLock
from sanan.people.models.notice import Notice
from sanan.people.models.org import Duty, Org, Position, Post, below, holds, org_ids, posts
from sanan.people.models.person import Person, new_ref

__all__ = [
    "ApiToken",
    "Attempt",
    "Consent",
    "Duty",
    "Notice",
    "Org",
    "Person",
    "PhoneCode",
    "Position",
    "Post",
    "SignInLock",
    "below",
    "holds",
    "new_ref",
    "org_ids",
    "posts",
]
