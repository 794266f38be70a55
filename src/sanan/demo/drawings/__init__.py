"""Photos for the demo, drawn by the project itself: no camera, no face, no licence to ask for.

`photo("road")` gives a JPEG of what is wrong, `photo("road", mended=True)` of how it is now.
"""

from collections.abc import Callable
from functools import cache

from sanan.demo.drawings import rooms, streets
from sanan.demo.drawings.sheet import Sheet

DRAWINGS: dict[str, Callable[..., Sheet]] = {
    "bamboo": streets.bamboo,
    "board": streets.board,
    "bowl": rooms.bowl,
    "bus": streets.bus,
    "card": rooms.card,
    "charger": rooms.charger,
    "coin": rooms.coin,
    "crane": streets.crane,
    "cup": rooms.cup,
    "garden": streets.garden,
    "hand": rooms.hand,
    "house": streets.house,
    "kiln": streets.kiln,
    "lamp": streets.lamp,
    "lift": rooms.lift,
    "mosquito": streets.mosquito,
    "parking": streets.parking,
    "road": streets.road,
    "rubbish": streets.rubbish,
    "school": streets.school,
    "sewage": streets.sewage,
    "signal": streets.signal,
    "slope": streets.slope,
    "speaker": streets.speaker,
    "tap": rooms.tap,
    "tower": streets.tower,
    "tree": streets.tree,
    "truck": streets.truck,
    "water": streets.water,
    "wire": rooms.wire,
}


@cache
def photo(name: str, *, mended: bool = False) -> bytes:
    """A JPEG of 880 × 660 of the named subject; KeyError where there is none of that name."""
    return DRAWINGS[name](mended=mended).jpeg()
