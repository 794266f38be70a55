"""Who receives, what may be done when, and by when it must be."""

from sanan.sealed.rules.states import REPORT

__all__ = ["REPORT"]
