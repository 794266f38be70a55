"""A thousand made-up months of a workshop: materials, pieces and money, counted a second time.

The second count knows nothing of `sums`: it follows every event with fractions and integers.
"""

import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from sanan.workshop.sums import pay, weight
from sanan.workshop.sums.balance import balance
from sanan.workshop.sums.exact import plain

MONTHS = 1000
FIRST = date(2026, 10, 1)


def events(rng: random.Random) -> dict:
    """A month: issues with their rates, deliveries (some late), returns, day work, bonuses."""
    per_piece = Decimal(rng.choice(["1", "2", "0.5", "9.5", "0.333"]))
    allow = Decimal(rng.choice(["0", "2", "2.5", "5"]))
    price = Decimal(rng.choice(["0.03", "1.2", "0.5"]))
    each = Decimal(rng.choice(["8.3", "12", "0.75"]))
    rates = {FIRST: Decimal(rng.choice(["0.035", "0.5", "1.25", "12.3456"]))}
    if rng.random() < 0.5:  # the rate changes in the middle of the month
        rates[FIRST + timedelta(rng.randrange(5, 20))] = Decimal(rng.choice(["0.04", "0.6", "13"]))
    issues = []
    for number in range(rng.randrange(1, 6)):
        issued_on = FIRST + timedelta(rng.randrange(25))
        wanted = rng.randrange(1, 400)
        had = wanted * per_piece + Decimal(rng.randrange(0, 300)) / 10
        left, deliveries = wanted, []
        while left and rng.random() < 0.9:
            shown = rng.randrange(1, left + 1)
            rework, reject = rng.randrange(shown // 8 + 1), rng.randrange(shown // 10 + 1)
            reject = min(reject, shown - rework)
            grams = None
            if rng.random() < 0.3:  # counted on the scale
                grams = shown * each + rng.choice([Decimal(0), each / 4])
            late = rng.random() < 0.1
            on = issued_on + timedelta(rng.randrange(40) if late else rng.randrange(3))
            deliveries.append((on, shown, rework, reject, grams))
            left -= shown - rework  # what goes back for rework comes again
        spare = had - (wanted - left) * per_piece
        returned = (spare * rng.randrange(0, 101) / 100).quantize(Decimal("0.1"))
        issues.append(
            (number, issued_on, had, deliveries, min(returned, spare), rng.random() < 0.6)
        )
    days = []
    for offset in range(rng.randrange(6)):
        cuts = sorted(rng.sample(range(1, 480), rng.randrange(3)))
        for a, b in zip([0, *cuts], [*cuts, 480], strict=True):
            days.append((FIRST + timedelta(offset), b - a, Decimal(rng.choice(["80", "96.5"]))))
    bonus = [rng.randrange(1, 5000) for _ in range(rng.randrange(3))]
    return {
        "per_piece": per_piece,
        "allow": allow,
        "price": price,
        "each": each,
        "rates": rates,
        "issues": issues,
        "days": days,
        "bonus": bonus,
    }


def half_up(value: Fraction) -> int:
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))


def of_library(month: dict) -> tuple:
    """As the room works it out."""
    lines, due, material = [], [], []
    for _n, issued_on, had, deliveries, returned, cleared in month["issues"]:
        rate = month["rates"][max(d for d in month["rates"] if d <= issued_on)]
        good = reject = Decimal(0)
        for on, shown, rework, bad, grams in deliveries:
            count = shown if grams is None else weight.pieces(grams=grams, each=month["each"])
            fine = Decimal(count - rework - bad)
            good, reject = good + fine, reject + bad
            lines.append(pay.Pieces(on, fine, rate))
        found = balance(
            issued=had,
            good=good,
            reject=reject,
            returned=returned,
            per_piece=month["per_piece"],
            allow=month["allow"],
        )
        material.append((found.consumed, found.to_return, found.over_loss))
        if cleared:
            due.append(pay.of_over_loss(found.over_loss, month["price"]))
    parts = [pay.Part(*part) for part in month["days"]]
    total = pay.month(pieces=lines, parts=parts, bonus=month["bonus"], due=due)
    return material, total


def of_hand(month: dict) -> tuple:
    """Every piece by itself, in fractions."""
    material, fen, charges, made = [], 0, 0, Counter()
    per_piece, allow = Fraction(month["per_piece"]), Fraction(month["allow"]) / 100
    for _n, issued_on, had, deliveries, returned, cleared in month["issues"]:
        known = [d for d in sorted(month["rates"]) if d <= issued_on]
        rate = Fraction(month["rates"][known[-1]])
        stock, out = Fraction(had), Fraction(0)
        for _on, shown, rework, bad, _grams in deliveries:
            for piece in range(shown):
                if piece < rework:
                    made["rework"] += 1
                    continue  # still holds its material, at home
                stock -= per_piece
                out += per_piece
                made["good" if piece >= rework + bad else "reject"] += 1
            fen += half_up((shown - rework - bad) * rate * 100)
        stock -= Fraction(returned)
        assert stock >= 0
        over = max(Fraction(0), stock - out * allow)
        material.append((out, stock, over))
        if cleared:
            charges += half_up(over * Fraction(month["price"]) * 100)
    whole = defaultdict(int)
    for on, minutes, rate in month["days"]:
        whole[on, rate] += minutes
    days = sum(half_up(Fraction(rate) * n * 100 / 480) for (_on, rate), n in whole.items())
    earned = fen + days + sum(month["bonus"])
    taken = min(charges, earned)
    return material, (earned, charges, taken, earned - taken), made


def test_materials_pieces_and_money_agree_with_a_second_count():
    rng = random.Random(14)  # noqa: S311 - the same months every time
    seen: Counter = Counter()
    for _ in range(MONTHS):
        month = events(rng)
        material, total = of_library(month)
        again, money, made = of_hand(month)
        assert [tuple(map(Fraction, each)) for each in material] == again
        assert (total.earned, total.due, total.charged, total.net) == money
        for (_n, _on, had, _d, returned, _c), (consumed, left, _over) in zip(
            month["issues"], material, strict=True
        ):
            assert consumed + left + returned == had, plain(had)
        seen.update(made)
        seen["waived"] += total.waived > 0
        seen["over"] += any(over for *_rest, over in material)
        seen["rates"] += len(month["rates"]) > 1
        late = (d[0] >= date(2026, 11, 1) for i in month["issues"] for d in i[3])
        seen["late"] += any(late)
        seen["weighed"] += any(d[4] is not None for i in month["issues"] for d in i[3])
    # Every kind of month was among them.
    kinds = ("good", "rework", "reject", "waived", "over", "rates", "late", "weighed")
    assert [kind for kind in kinds if seen[kind] < 10] == []
