"""The life of a topic, who may do what, and what makes a resolution valid."""

from sanan.council.rules.states import RULES, Verb, allowed, check, check_desk, may_run, reason

__all__ = ["RULES", "Verb", "allowed", "check", "check_desk", "may_run", "reason"]
