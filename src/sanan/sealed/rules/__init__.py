"""Who receives, what may be done when, and by when it must be."""

from sanan.sealed.rules.states import RULES, Verb, allowed, check, reason

__all__ = ["RULES", "Verb", "allowed", "check", "reason"]
