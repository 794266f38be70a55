"""Matching what a bank says of payments with the payments that were sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sanan.workshop.sums.exact import Wrong

PAID = ("成功", "已付", "已入账", "paid", "ok", "success")
BACK = ("失败", "退回", "退票", "不符", "错误", "无此", "销户", "fail", "return", "wrong")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the bank's answer; `line` as Excel counts, `fen` None where none is given."""

    line: int
    account: str
    fen: int | None
    result: str


@dataclass(slots=True)
class Matched:
    """By the payments' names: paid, come back with the bank's words, and lines that fit nothing."""

    paid: list[str] = field(default_factory=list)
    back: dict[str, str] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)


def matched(rows: Sequence[Row], sent: Mapping[str, tuple[str, int]]) -> Matched:
    """Match rows with what was sent: name → (account, fen). Two payments to one account go by amount.

    Raises `Wrong` where there are no rows at all.
    """
    if not rows:
        raise Wrong("no_rows", "The file has no rows with an account and a result.")
    found, open_ = Matched(), dict(sent)
    accounts = {account for account, _fen in sent.values()}
    for row in rows:
        said = row.result.strip().lower()
        back = any(word in said for word in BACK)
        fits = [name for name, (account, _fen) in open_.items() if account == row.account]
        name = next((n for n in fits if row.fen in (None, open_[n][1])), "")
        if row.account not in accounts:
            found.unknown.append((row.line, "account"))
        elif not fits:
            found.unknown.append((row.line, "twice"))
        elif not name:
            found.unknown.append((row.line, "amount"))
        elif back:
            found.back[name] = row.result.strip()
            del open_[name]
        elif any(word in said for word in PAID):
            found.paid.append(name)
            del open_[name]
        else:
            found.unknown.append((row.line, "result"))
    return found
