"""What the reading room suggests for a text. A named person confirms or changes it (H7)."""

from typing import Any


def read(text: str, title: str = "") -> dict[str, Any]:
    """Suggested categories with probabilities and deciding words, and urgency, as plain JSON."""
    return {}


def masked(text: str, name: str = "") -> str:
    """`text` with personal data covered, and `name` where it stands in it."""
    return text.replace(name, name[0] + "某") if name else text
