"""Reads of the places room."""

from sanan.places.queries.ground import ground
from sanan.places.queries.pages import PlacePage, mine, place_page, seen, seen_point
from sanan.places.queries.posters import poster_pdf, poster_svg, qr_svg, qr_url
from sanan.places.queries.tree import (
    Lineage,
    ancestors,
    by_code,
    children,
    default,
    find,
    lineage,
    live_points,
    nearest,
    subtree,
    with_code,
)

__all__ = [
    "Lineage",
    "PlacePage",
    "ancestors",
    "by_code",
    "children",
    "default",
    "find",
    "ground",
    "lineage",
    "live_points",
    "mine",
    "nearest",
    "place_page",
    "poster_pdf",
    "poster_svg",
    "qr_svg",
    "qr_url",
    "seen",
    "seen_point",
    "subtree",
    "with_code",
]
