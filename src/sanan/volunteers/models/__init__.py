"""Tables of the volunteers room."""

from sanan.volunteers.models.activity import Activity, Project, SignUp
from sanan.volunteers.models.certificate import Certificate
from sanan.volunteers.models.service import Correction, Service
from sanan.volunteers.models.volunteer import Membership, Note, Team, Volunteer, hold

__all__ = [
    "Activity",
    "Certificate",
    "Correction",
    "Membership",
    "Note",
    "Project",
    "Service",
    "SignUp",
    "Team",
    "Volunteer",
    "hold",
]
