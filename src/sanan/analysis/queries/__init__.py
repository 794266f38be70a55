"""What was counted, as pages say it (`board`): read from tables, without an engine."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sanan.analysis.declare import Measure
from sanan.kit.rounding import rate


@dataclass(frozen=True, slots=True)
class Counted:
    """What a measure comes to: `part` of `whole`, nothing where there was nothing to count."""

    measure: Measure
    part: int = 0
    whole: int = 0

    @property
    def share(self) -> Fraction | None:
        """The exact ratio; None where there is none."""
        if not self.measure.ratio or not self.whole:
            return None
        return Fraction(self.part, self.whole * self.measure.scale)

    @property
    def percent(self) -> Decimal | None:
        """The ratio in per cent, rounded half up once, to one decimal."""
        return rate(self.part, self.whole * self.measure.scale) if self.measure.ratio else None
