from sanan.investment.rules.companies import COMPANY, MANDATE
from sanan.investment.rules.events import PROMOTION
from sanan.investment.rules.leads import LEAD
from sanan.investment.rules.targets import RULES, TASK
from sanan.investment.rules.wins import AGREEMENT, LANDING

__all__ = ["AGREEMENT", "COMPANY", "LANDING", "LEAD", "MANDATE", "PROMOTION", "RULES", "TASK"]
