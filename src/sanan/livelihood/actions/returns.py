"""What a bank could not pay, as its file says it: each payment once, however often the file comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sanan.imports.taking import Outcome, Row, Terms
from sanan.kit.errors import Forbidden, Refused
from sanan.livelihood.actions.cycles import bounce
from sanan.livelihood.enums import KEEPERS, LineState, ReturnReason
from sanan.livelihood.models import PayLine
from sanan.people import queries as people
from sanan.places import queries as places
from sanan.process.declare import OPERATOR

REASONS = (
    ("销户", ReturnReason.CLOSED),
    ("冻结", ReturnReason.CLOSED),
    ("账号", ReturnReason.WRONG_ACCOUNT),
    ("帐号", ReturnReason.WRONG_ACCOUNT),
    ("户名", ReturnReason.WRONG_ACCOUNT),
    ("卡号", ReturnReason.WRONG_ACCOUNT),
)


@dataclass(frozen=True, slots=True)
class Returned:
    """A row: which payment of which sending, and why it came back."""

    code: str
    times: int
    reason: ReturnReason
    said: str


def reference(line: PayLine) -> str:
    """Under what a payment goes to the bank and comes back: the line and the time of sending."""
    return f"{line.code}-{line.sent_times}"


class TakingReturns:
    """Takes a list of returned payments by the reference that our file gave each."""

    def __init__(self, terms: Terms) -> None:
        self.terms, self.place = terms, terms.place or places.default()
        if terms.by is not None and not people.holds(terms.by, KEEPERS, path=self.place.path):
            raise Forbidden(_("退回的款项由社区（村）的干部来登记。"), "not_yours")
        self.actor: dict[str, Any] = {"by": terms.by, "at": terms.at}
        if terms.by is None:
            self.actor["relation"] = OPERATOR

    def read(self, row: Row) -> Returned:
        """Which payment, and why. A reference of ours that was never sent is refused."""
        code, dash, times = (row.get("reference") or "").strip().upper().partition("-")
        known = PayLine.objects.filter(code=code, cycle__place=self.place).first()
        if known is None or not dash or not times.isdecimal() or int(times) > known.sent_times:
            raise Refused(
                _("没有这笔付款的编号。请用我们给银行的文件里“付款编号”那一列。"), "no_payment"
            )
        said = row.get("reason") or ""
        reason = next((r for word, r in REASONS if word in said), ReturnReason.OTHER)
        return Returned(code, int(times), reason, said)

    def key(self, item: Returned) -> str:
        """The payment and the time of sending."""
        return f"{item.code}-{item.times}"

    def words(self, item: Returned) -> object:
        """Everything that the row says."""
        return (item.reason, item.said)

    def find(self, keys: Sequence[str]) -> Mapping[str, tuple[PayLine, int]]:
        """The payments of these references."""
        codes = {key.partition("-")[0] for key in keys}
        lines = {
            line.code: line
            for line in PayLine.objects.filter(code__in=codes).select_related("cycle__place")
        }
        pairs = (key.partition("-") for key in keys)
        return {f"{c}-{t}": (lines[c], int(t)) for c, _dash, t in pairs if c in lines}

    def differs(self, known: tuple[PayLine, int], item: Returned) -> bool:
        """Whether it is news: an earlier sending, or one already noted, changes nothing."""
        line, times = known
        return line.state == LineState.SENT and line.sent_times == times == item.times

    def write(
        self,
        fresh: Sequence[Returned],  # noqa: ARG002 - every row is of a payment that is there
        changed: Sequence[tuple[tuple[PayLine, int], Returned]],
    ) -> None:
        """Each payment that came back, with its entry."""
        for (line, _times), item in changed:
            bounce(line=line, reason=item.reason, note=item.said, **self.actor)

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""

    def finish(self, outcome: Outcome, /) -> None:
        """Say how many payments wait to be followed up."""
        left = PayLine.objects.filter(cycle__place=self.place, state=LineState.RETURNED).count()
        if left:
            outcome.asides.append(_("现在有 %(n)d 笔没有到账，要跟进。") % {"n": left})
