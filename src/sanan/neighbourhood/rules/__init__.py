from sanan.neighbourhood.rules.children import CHILD, STAY
from sanan.neighbourhood.rules.circle import POINT
from sanan.neighbourhood.rules.processes import BOOKING, CENTRE, CHECK, FACILITY, MEAL, PROGRAMME

__all__ = [
    "BOOKING",
    "CENTRE",
    "CHECK",
    "CHILD",
    "FACILITY",
    "MEAL",
    "POINT",
    "PROGRAMME",
    "STAY",
]
