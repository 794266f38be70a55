from sanan.workshop.models.issue import Clearing, Delivery, Issue, IssuedLot, Return
from sanan.workshop.models.order import CraftOrder, Lot, Material, Rate, Takings, Wish
from sanan.workshop.models.pay import Bonus, DayWork, Objection, PayRun, Payslip
from sanan.workshop.models.people import Partner, Worker, Workshop

__all__ = [
    "Bonus",
    "Clearing",
    "CraftOrder",
    "DayWork",
    "Delivery",
    "Issue",
    "IssuedLot",
    "Lot",
    "Material",
    "Objection",
    "Partner",
    "PayRun",
    "Payslip",
    "Rate",
    "Return",
    "Takings",
    "Wish",
    "Worker",
    "Workshop",
]
