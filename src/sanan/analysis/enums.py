from sanan.people.enums import Role

READERS = (
    Role.LEADER,
    Role.DISPATCHER,
    Role.AUDITOR,
    Role.DISCIPLINE_OFFICER,
    Role.INSPECTION_OFFICE,
)
"""Who reads the counts of the counties at or under their place."""

TAKERS = (Role.LEADER, Role.INSPECTION_OFFICE)
"""Who takes in, at a city, what its counties publish."""


class Event:
    """Names of this room's ledger entries."""

    TRUST = "analysis.trust"
    PUBLISH = "analysis.publish"
    TAKE = "analysis.take"
