"""Opaque names of this room's things."""

from sanan.kit import tokens


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)
