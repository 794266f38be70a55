"""The life of a topic, who may do what, and what makes a resolution valid."""

from sanan.council.rules.states import TOPIC, check_desk, may_run

__all__ = ["TOPIC", "check_desk", "may_run"]
