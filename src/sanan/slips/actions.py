"""Giving a thing its query code."""

from sanan.kit import tokens
from sanan.slips.models import QueryCode

MOST_TURNS = 20


def issue(*, kind: str, ref: str) -> str:
    """The twelve figures of a thing, given to it now where it has none.

    In the transaction in which the thing is made.
    """
    found = QueryCode.objects.filter(kind=kind, ref=ref).first()
    turn = found.turn if found else 0
    while found is None:
        hashed = hash_of(figures_of(kind, ref, turn))
        if turn >= MOST_TURNS or not QueryCode.objects.filter(hash=hashed).exists():
            found = QueryCode.objects.create(kind=kind, ref=ref, turn=turn, hash=hashed)
        else:
            turn += 1
    return figures_of(kind, ref, turn)


def figures_of(kind: str, ref: str, turn: int) -> str:
    """The figures that a thing has at that turn."""
    return tokens.query_code(f"{kind}:{ref}:{turn}" if turn else f"{kind}:{ref}")


def hash_of(figures: str) -> str:
    """Under what figures are found again."""
    return tokens.keyed_hash("query", figures)
