"""What goes to the bank: accounts in clear, so that each taking of the file stands on the record."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sanan.kit import vault
from sanan.livelihood.enums import LineState
from sanan.livelihood.models import PayCycle, PayLine


def heads() -> list[str]:
    """The columns of the file."""
    return [_("付款编号"), _("户名"), _("账号"), _("开户银行"), _("金额（元）"), _("用途")]


def bank_rows(cycle: PayCycle, *, again: bool = False) -> list[Sequence[str]]:
    """A row for each payment that is with the bank: the first sending, or those sent `again`."""
    rows = cycle.lines.filter(state=LineState.SENT).select_related("household")
    rows = rows.filter(sent_times__gt=1) if again else rows.filter(sent_times=1)
    return [_row(cycle, line) for line in rows]


def _row(cycle: PayCycle, line: PayLine) -> Sequence[str]:
    house = line.household
    return (
        f"{line.code}-{line.sent_times}",
        house.holder,
        vault.unlock(house.account_locked),
        house.bank,
        f"{line.amount_fen // 100}.{line.amount_fen % 100:02d}",
        f"{cycle.title} {line.name}",
    )
