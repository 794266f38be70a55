"""Reads of the places room."""

from sanan.places.queries.posters import poster_pdf, poster_svg, qr_svg, qr_url
from sanan.places.queries.tree import (
    Lineage,
    ancestors,
    by_code,
    children,
    find,
    lineage,
    live_points,
    subtree,
)

__all__ = [
    "Lineage",
    "ancestors",
    "by_code",
    "children",
    "find",
    "lineage",
    "live_points",
    "poster_pdf",
    "poster_svg",
    "qr_svg",
    "qr_url",
    "subtree",
]
