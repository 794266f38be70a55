"""What a person is, and where; the chain; what administrators and the auditor read."""

from sanan.people.models import Post, below, holds, org_ids, posts
from sanan.people.queries.chain import Chain, Gap, Link, chain, chain_gaps, coverage
from sanan.people.queries.desk import (
    has_second_factor,
    holders,
    is_demo,
    locked_until,
    locks,
    orgs,
    person_of_token,
    persons,
    ref_of_name,
    sessions,
    three_admins,
    troubled_notices,
    unread_count,
)
from sanan.people.queries.identities import Door, doors, identities
from sanan.people.queries.record import Reveal, Search, entries, named, reveals
from sanan.people.queries.roads import chosen, ended_roads, my_roads, push_key, ready, why_ended
from sanan.people.queries.village import VillagePeople, village_people

__all__ = [
    "Chain",
    "Door",
    "Gap",
    "Link",
    "Post",
    "Reveal",
    "Search",
    "VillagePeople",
    "below",
    "chain",
    "chain_gaps",
    "chosen",
    "coverage",
    "doors",
    "ended_roads",
    "entries",
    "has_second_factor",
    "holders",
    "holds",
    "identities",
    "is_demo",
    "locked_until",
    "locks",
    "my_roads",
    "named",
    "org_ids",
    "orgs",
    "person_of_token",
    "persons",
    "posts",
    "push_key",
    "ready",
    "ref_of_name",
    "reveals",
    "sessions",
    "three_admins",
    "troubled_notices",
    "unread_count",
    "village_people",
    "why_ended",
]
