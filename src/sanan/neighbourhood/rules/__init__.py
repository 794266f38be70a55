from sanan.neighbourhood.rules.circle import POINT
from sanan.neighbourhood.rules.processes import BOOKING, CENTRE, FACILITY

__all__ = ["BOOKING", "CENTRE", "FACILITY", "POINT"]
