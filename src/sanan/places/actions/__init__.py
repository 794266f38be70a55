"""Every verb of the places room."""

from sanan.places.actions.nodes import add_grid, add_place, locate, rename_place, set_grid
from sanan.places.actions.outlines import Drawn, load_outlines
from sanan.places.actions.points import make_qr, retire_qr
from sanan.places.actions.regions import (
    Loaded,
    load_first_regions,
    load_regions,
    shipped_regions,
)
from sanan.places.actions.table import BadRow, BadTable

__all__ = [
    "BadRow",
    "BadTable",
    "Drawn",
    "Loaded",
    "add_grid",
    "add_place",
    "load_first_regions",
    "load_outlines",
    "load_regions",
    "locate",
    "make_qr",
    "rename_place",
    "retire_qr",
    "set_grid",
    "shipped_regions",
]
