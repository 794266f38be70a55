"""The street network of a county: packed into one row, unpacked once for each content."""

from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

from sanan.neighbourhood.models.circle import Streets
from sanan.places.models import Place
from sanan.places.queries.tree import line

if TYPE_CHECKING:
    from sanan.neighbourhood.circle.network import Network

KEPT = 4
"""How many counties' networks a process holds; one of 200,000 crossings takes some 15 MB."""

_LOCK = Lock()
_UNPACKED: "dict[str, Network]" = {}


def pack(network: "Network") -> bytes:
    """A network as numpy's own compressed archive of arrays (.npz), which any Python reads."""
    import numpy as np

    arrays: dict[str, Any] = {"lat": network.lat, "lon": network.lon, "metres": network.metres}
    arrays |= {"start": network.start.astype(np.int32), "end": network.end.astype(np.int32)}
    if network.height is not None:
        arrays["height"] = network.height
    packed = BytesIO()
    np.savez_compressed(packed, **arrays)
    return packed.getvalue()


def unpack(packed: bytes) -> "Network":
    """The same again."""
    import numpy as np

    from sanan.neighbourhood.circle.network import Network

    with np.load(BytesIO(packed), allow_pickle=False) as arrays:
        return Network(**{name: arrays[name] for name in arrays.files})


def streets_of(place: Place) -> Streets | None:
    """What is known of the streets around a place, without the network itself."""
    rows = Streets.objects.filter(place__path__in=line(place.path)).defer("packed")
    return rows.select_related("place").order_by("-place__path").first()


def network_of(streets: Streets | None) -> "Network | None":
    """The network; unpacked once for each content and kept."""
    if streets is None:
        return None
    key = streets.digest
    with _LOCK:
        if key not in _UNPACKED:
            while len(_UNPACKED) >= KEPT:
                del _UNPACKED[next(iter(_UNPACKED))]
            _UNPACKED[key] = unpack(bytes(streets.packed))
        return _UNPACKED[key]
