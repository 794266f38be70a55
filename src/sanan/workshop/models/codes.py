from typing import Any

from django.db import models

from sanan.kit import tokens


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


def new_token() -> str:
    """A name that nobody can guess, for a page without sign-in."""
    return tokens.opaque(24)


def amount(**more: Any) -> "models.DecimalField[Any, Any]":
    """How many or how much: pieces, kilograms, units of a material."""
    return models.DecimalField(max_digits=16, decimal_places=4, **more)


def yuan(**more: Any) -> "models.DecimalField[Any, Any]":
    """A price or rate in yuan; a hundredth of a fen, because pieces are glued for less than one."""
    return models.DecimalField(max_digits=12, decimal_places=4, **more)
