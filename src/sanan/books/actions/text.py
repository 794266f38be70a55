"""What a person writes, as this room's actions take it."""

from sanan.kit import words


def needed(text: str, name: str = "text", most: int = 2000) -> str:
    """`text` cleaned; raises `Invalid` where nothing was said."""
    return words.needed(text, name, most)


def line(text: str, name: str, most: int) -> str:
    """One line of text, needed."""
    return needed(words.clean_line(text, most=most, field=name), name, most)
