from sanan.investment.models.agreements import Agreement, Landing, Win
from sanan.investment.models.companies import Company, Mandate
from sanan.investment.models.events import Participant, PromotionEvent
from sanan.investment.models.leads import Lead
from sanan.investment.models.targets import Rules, Task

__all__ = [
    "Agreement",
    "Company",
    "Landing",
    "Lead",
    "Mandate",
    "Participant",
    "PromotionEvent",
    "Rules",
    "Task",
    "Win",
]
