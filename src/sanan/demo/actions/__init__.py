"""What the demo does: play the county's stories once, or fill a database for a benchmark."""

from sanan.demo.actions.county import Loaded, load
from sanan.demo.actions.filler import Filled, fill

__all__ = ["Filled", "Loaded", "fill", "load"]
