"""The life of a topic, who may do what, and what makes a resolution valid."""

from sanan.council.rules.joint import NEED
from sanan.council.rules.states import TOPIC, check_desk, may_run
from sanan.council.rules.works import WORK

__all__ = ["NEED", "TOPIC", "WORK", "check_desk", "may_run"]
