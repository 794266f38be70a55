"""What the reading room suggests for a text. A named person confirms or changes it (H7)."""

from typing import Any

from sanan.cases.enums import Urgency
from sanan.insight.category import classify
from sanan.insight.personal import mask
from sanan.insight.urgency import Level, urgency

READ_CHARACTERS = 4000
URGENCY = {Level.LIFE: Urgency.DANGER, Level.SUPPLY: Urgency.UTILITY, Level.ORDINARY: Urgency.ORDINARY}


def read(text: str, title: str = "") -> dict[str, Any]:
    """Suggested categories with probabilities and deciding words, and urgency, as plain JSON."""
    heard = urgency(f"{title}\n{text}"[:READ_CHARACTERS])
    return {
        "categories": [
            {"label": s.label, "probability": round(s.probability, 3), "words": list(s.words)}
            for s in classify(text[:READ_CHARACTERS], title)
        ],
        "urgency": URGENCY[heard.level].value,
        "signs": sorted({word for words in heard.signs.values() for word in words}),
    }


def masked(text: str, name: str = "") -> str:
    """`text` with personal data covered, and `name` where it stands in it."""
    covered = text.replace(name, name[0] + "某" * (len(name) - 1)) if name else text
    return mask(covered)
