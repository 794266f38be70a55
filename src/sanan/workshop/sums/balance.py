"""What became of the material that somebody was given.

    consumed  = (good + reject) × per piece
    to_return = issued − returned − consumed
    over_loss = max(0, issued − returned − used × (1 + allowance))

`used` is what was consumed, or of the good pieces alone where the agreement charges the material of
rejected ones. Known cases (domain brief §11.4): 1 a piece, 20 issued, 10 made: 10 consumed and 10 to
return, not 20; 200 issued, 100 good and 100 rejected: 200 consumed, not 300; more made than the
material allows is refused. Pieces sent back for rework hold their material and are in nobody's figure
until they come again.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from sanan.workshop.sums.exact import PRECISION, Wrong, figure, plain

Number = str | int | Decimal
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Balance:
    """Quantities of one material in its own unit, exact."""

    consumed: Decimal
    to_return: Decimal
    over_loss: Decimal


def balance(
    *,
    issued: Number,
    good: Number,
    reject: Number,
    returned: Number,
    per_piece: Number,
    allow: Number,
    charge_rejects: bool = False,
) -> Balance:
    """The balance of one material; `allow` in per cent. Raises `Wrong`.

    Refused: what is no figure from 0 up, an allowance above 100 %, a piece that takes nothing,
    more made than the material allows, more brought back than is left.
    """
    had, back = figure(issued, "issued"), figure(returned, "returned")
    fine, bad = figure(good, "good"), figure(reject, "reject")
    each, loss = figure(per_piece, "per-piece"), figure(str(allow).strip().rstrip("%％"), "allow")
    if loss > WHOLE:
        raise Wrong("allowance", "allow: an allowance is at most 100 per cent.", "allow")
    with localcontext(prec=PRECISION):
        consumed = (fine + bad) * each
        if consumed > had:
            raise Wrong("more_than_issued", _more(consumed, had), "good")
        left = had - back - consumed
        if left < 0:
            raise Wrong("more_than_left", _left(back, had - consumed), "returned")
        used = (fine if charge_rejects else fine + bad) * each
        over = max(Decimal(0), had - back - used * (1 + loss / WHOLE))
    return Balance(consumed, left, over)


def _more(consumed: Decimal, had: Decimal) -> str:
    return (
        f"The pieces need {plain(consumed)} of the material, but only {plain(had)} was issued: "
        "count again, or enter the issue that is missing."
    )


def _left(back: Decimal, left: Decimal) -> str:
    return (
        f"{plain(back)} was brought back, but after the pieces only {plain(left)} can be left: "
        "count again, or enter the issue that is missing."
    )
