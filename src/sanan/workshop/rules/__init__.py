from sanan.workshop.rules.pay import RUN, SLIP
from sanan.workshop.rules.work import ISSUE, ORDER, WORKER

__all__ = ["ISSUE", "ORDER", "RUN", "SLIP", "WORKER"]
