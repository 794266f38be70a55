"""What a run of the tests, which starts hundreds of processes, must not spend in each of them.

Both were found by measuring: together they took more than half of the processor time of a run.
"""

import os
import sys
from pathlib import Path

COMPILED = Path(__file__).resolve().parents[1] / "var" / "compiled"


def begin() -> None:
    """For this process and all that it starts; before anything large is imported."""
    # Where the environment says to keep no compiled modules beside the source, each process would
    # compile Django and everything else anew.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(COMPILED))
        sys.dont_write_bytecode = False
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"]
    # As many tests run at a time as there are cores. Numerical libraries would start that many
    # threads in each, which mostly wait for one another by turning in circles.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
