from sanan.mediation.rules.dispute import DISPUTE, PARTY, SENT, TEAM, WINDOW
from sanan.mediation.rules.kind import KIND

__all__ = ["DISPUTE", "KIND", "PARTY", "SENT", "TEAM", "WINDOW"]
