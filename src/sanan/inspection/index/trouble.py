"""A county of villages in which trouble was planted, and what a year of ordinary records shows of it.

Invented from nothing but the numbers here. `shown` says how much of the trouble the records show: 0
not at all, 1 as far as such records may. How many complain depends on how many people live in a
village and how ready they are to speak, besides trouble: where people are quiet, "most complaints"
sees little. A tenth of the figures is missing, wherever trouble is or not.
"""

import math
import random
from dataclasses import dataclass

from sanan.inspection.index.reckoning import Figure

TROUBLED = 0.2
"""The share of villages in which trouble is planted."""
MISSING = 0.1


@dataclass(frozen=True, slots=True)
class Village:
    """What the records of a year say, how many complained, and how many problems a round then finds."""

    figures: dict[str, Figure | None]
    complaints: int
    problems: int


def year(*, villages: int, shown: float, seed: int) -> list[Village]:
    """One year of a county; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - invented figures, no secret
    return [_village(chance, shown) for _each in range(villages)]


def _village(chance: random.Random, shown: float) -> Village:
    trouble = chance.uniform(0.5, 1.0) if chance.random() < TROUBLED else chance.uniform(0.0, 0.2)
    seen = trouble * shown
    residents = int(chance.lognormvariate(math.log(1500), 0.6)) + 60
    ready = chance.lognormvariate(0.0, 0.6)
    complaints = _poisson(chance, residents * ready * (6 + 6 * seen) / 1000)
    due, paid = 24 + chance.randrange(24), 20 + chance.randrange(120)
    asked, rated = _poisson(chance, 4 * ready), _chosen(chance, complaints, 0.6)
    told: dict[str, Figure | None] = {
        "red_alerts": Figure(_poisson(chance, 0.4 + 2.5 * seen)),
        "big_projects": Figure(chance.lognormvariate(math.log(60), 1.0) * (1 + seen)),
        "arrears": Figure(chance.lognormvariate(math.log(200), 0.8) * (1 + seen) * 100, residents),
        "years_since": Figure(float(chance.randrange(1, 8))),
        "leader_changes": Figure(_poisson(chance, 0.3 + 0.5 * seen)),
        "no_voucher": Figure(_chosen(chance, paid, 0.08 + 0.25 * seen), paid),
        "late_disclosures": Figure(_chosen(chance, due, 0.06 + 0.25 * seen), due),
        "unanswered": Figure(_chosen(chance, asked, 0.15 + 0.35 * seen), asked),
        "complaints": Figure(complaints, residents),
        "about_money": Figure(_chosen(chance, complaints, 0.1 + 0.25 * seen), complaints),
        "repeats": Figure(_chosen(chance, complaints, 0.05 + 0.1 * seen), complaints),
        "bad_ratings": Figure(_chosen(chance, rated, 0.1 + 0.2 * seen), rated),
        "petitions": Figure(_poisson(chance, residents * (0.4 + 1.2 * seen) / 1000), residents),
        "environment": Figure(_chosen(chance, complaints, 0.15), residents),
    }
    figures = {name: None if chance.random() < MISSING else each for name, each in told.items()}
    return Village(figures, complaints, _poisson(chance, 4 + 24 * trouble))


def _poisson(chance: random.Random, mean: float) -> int:
    """Knuth's; by parts, so that a large mean does not underflow."""
    count = 0
    while mean > 0:
        part = min(mean, 30.0)
        mean -= part
        floor, product = math.exp(-part), chance.random()
        while product > floor:
            count += 1
            product *= chance.random()
    return count


def _chosen(chance: random.Random, of: int, share: float) -> int:
    return sum(chance.random() < share for _each in range(of))
