"""Whether an accounting sheet can be taken in: each line, the sums in it, the voucher numbers.

Every problem is `(line, sentence, stops)`: one that stops must be put right in the sheet; a gap in
the voucher numbers needs a reason, because a voided paper is a reason.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sanan.books.enums import Category, Direction, Method, PayeeKind
from sanan.insight.private.bodies import is_body
from sanan.kit import dates
from sanan.kit.rounding import yuan

Problem = tuple[int, str, bool]
_SUM = re.compile(r"^(?:本月|本页|本期|当月|累计|本年|全年)?(?:小计|合计|总计|累计|发生额)")
_RUNNING = re.compile(r"累计|总计|本年|全年")
_SKIP = re.compile(r"^(?:期初|上月结转|承前页|过次页|月初|年初|上年结转|结转下)")
_NUMBER = re.compile(r"^(?P<prefix>.*?)(?P<figures>\d+)\D*$")
_GUESS: Sequence[tuple[str, Category, Category]] = (
    (r"租金|承包|发包|出租", Category.LEASING, Category.OTHER_COST),
    (r"补助|拨款|专项|转移支付|奖补", Category.GRANT, Category.OTHER_COST),
    (r"利息|分红|投资", Category.INVESTMENT, Category.OTHER_COST),
    (r"误工|零工|用工|工钱|点工", Category.OTHER_INCOME, Category.DAY_WORK),
    (r"工资|报酬|绩效", Category.OTHER_INCOME, Category.CADRE_PAY),
    (r"补贴|慰问|救助|低保", Category.GRANT, Category.SUBSIDY),
    (r"工程|修建|改造|硬化|水渠|路灯安装|施工", Category.OTHER_INCOME, Category.WORKS),
    (
        r"办公|水电|电费|水费|打印|邮|会议|差旅|网络|电话费|报刊",
        Category.OTHER_INCOME,
        Category.ADMIN,
    ),
    (r"环卫|清洁|垃圾|绿化|老人|祠堂|公益|文体", Category.OTHER_INCOME, Category.WELFARE),
    (r"销售|经营|茶叶|农产品|加工", Category.OPERATING, Category.OPERATING_COST),
)
_METHODS = {
    "现金": Method.CASH,
    "微信": Method.MOBILE,
    "支付宝": Method.MOBILE,
    "手机": Method.MOBILE,
}
_LABELS = {str(label): value for value, label in Category.choices}
MOST_FEN = 10**13
SHOWN = 8


@dataclass
class Checked:
    """The entries to be, and what is wrong with them; sums in fen."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    income: int = 0
    expense: int = 0

    def stop(self, line: int, sentence: str) -> None:
        """Something that must be put right."""
        self.problems.append((line, sentence, True))


def check_rows(
    rows: Iterable[tuple[int, Mapping[str, Any]]], *, opened_on: date, today: date
) -> Checked:
    """Read rows as `(line, values by field)`: dates as date or text, money in fen or text."""
    checked, since, balance = Checked(), [0, 0], None
    for line, row in rows:
        said = f"{row.get('summary') or ''}"
        mark = next(
            (
                t
                for t in (said, str(row.get("voucher_no") or ""), str(row.get("on") or ""))
                if _SUM.match(_bare(t))
            ),
            "",
        )
        if mark:
            whole = bool(_RUNNING.search(mark))
            _sum(checked, line, row, [checked.income, checked.expense] if whole else since, mark)
            since = since if whole else [0, 0]
            continue
        if _SKIP.match(_bare(said)):
            balance = _money(row.get("balance")) if row.get("balance") is not None else balance
            continue
        made = _row(checked, line, row, opened_on, today)
        if made is None:
            balance = None
            continue
        place = 0 if made["direction"] == Direction.INCOME else 1
        since[place] += made["amount"]
        checked.income += made["amount"] * (1 - place)
        checked.expense += made["amount"] * place
        balance = _balance(checked, line, row, made, balance)
        checked.rows.append(made)
    if not checked.rows and not checked.problems:
        checked.stop(0, _("表里没有一笔账。"))
    _numbers(checked)
    checked.problems.sort()
    return checked


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _row(
    checked: Checked, line: int, row: Mapping[str, Any], opened_on: date, today: date
) -> dict[str, Any] | None:
    """One entry to be; None, and a sentence, where it cannot be read."""
    on, before = row.get("on"), len(checked.problems)
    if not isinstance(on, date):
        checked.stop(
            line,
            _("第 %(line)d 行：看不懂日期“%(value)s”。请写成 2026-10-08。")
            % {
                "line": line,
                "value": on or "",
            },
        )
    elif not opened_on <= on <= today:
        checked.stop(
            line,
            _("第 %(line)d 行：日期 %(day)s在建账以前或在将来。")
            % {"line": line, "day": dates.period(f"{on}")},
        )
    for sentence in row.get("lost", ()):
        checked.stop(line, _("第 %(line)d 行：%(why)s") % {"line": line, "why": sentence})
    amounts = _amounts(checked, line, row)
    summary = str(row.get("summary") or "").strip()[:200]
    number = str(row.get("voucher_no") or "").strip()[:24]
    if not summary:
        checked.stop(line, _("第 %(line)d 行：没有摘要。") % {"line": line})
    if not number:
        checked.stop(line, _("第 %(line)d 行：没有凭证号。") % {"line": line})
    if len(checked.problems) > before or amounts is None or on is None:
        return None
    direction, amount = amounts
    return {
        "line": line,
        "on": on.isoformat(),
        "direction": direction,
        "amount": amount,
        "category": category_of(direction, str(row.get("category") or ""), summary),
        "summary": summary,
        "voucher_no": number,
        **_other_side(row),
        "invoice_no": str(row.get("invoice_no") or "").strip()[:24],
        "method": method_of(str(row.get("method") or "")),
        "approvals": [
            [d, str(row[d]).strip()[:40]]
            for d in ("handled", "witnessed", "approved")
            if row.get(d)
        ],
    }


def _other_side(row: Mapping[str, Any]) -> dict[str, str]:
    payee = str(row.get("payee") or "").strip()[:80]
    person = bool(payee) and (bool(row.get("payee_id")) or not is_body(payee))
    return {
        "payee": payee,
        "payee_kind": PayeeKind.PERSON if person else PayeeKind.BODY,
        **{
            name: str(row.get(name) or "")
            for name in ("payee_id", "payee_card", "card_tail", "payee_phone")
        },
    }


def _amounts(checked: Checked, line: int, row: Mapping[str, Any]) -> tuple[str, int] | None:
    """Direction and fen, from two columns or from one with its direction."""
    given = {}
    for name in ("income", "expense", "amount"):
        value = row.get(name)
        if value in (None, "", 0):
            continue
        fen = _money(value)
        if fen is None:
            checked.stop(
                line, _("第 %(line)d 行：看不懂金额“%(value)s”。") % {"line": line, "value": value}
            )
            return None
        if fen:
            given[name] = fen
    direction = _direction(str(row.get("direction") or ""))
    if "amount" in given and len(given) == 1 and direction:
        given = {direction: given["amount"]}
    if "amount" in given:
        given.pop("amount")
    if len(given) != 1:
        sentence = (
            _("第 %(line)d 行：收入和支出都填了，不知道是哪一边。")
            if given
            else _(
                "第 %(line)d 行：没有金额，或不知道是收入还是支出。金额是公式的，请用 Excel 打开、保存一次再传。"
            )
        )
        checked.stop(line, sentence % {"line": line})
        return None
    ((name, fen),) = given.items()
    if not 0 < fen < MOST_FEN:
        checked.stop(
            line, _("第 %(line)d 行：金额是负数。冲销请在系统里用“冲销”。") % {"line": line}
        )
        return None
    return Direction(name), fen


def _direction(text: str) -> str:
    if re.search(r"收|借|入", text):
        return Direction.INCOME
    return Direction.EXPENSE if re.search(r"支|付|贷|出", text) else ""


def _money(value: Any) -> int | None:
    """Fen; None for what is no amount of money to the cent."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def category_of(direction: str, given: str, summary: str) -> str:
    """The category that is named, or that the words suggest."""
    income = direction == Direction.INCOME
    named = _LABELS.get(given.strip())
    from sanan.books.enums import INCOMES

    if named and (named in INCOMES) == income:
        return named
    for pattern, incoming, outgoing in _GUESS:
        if re.search(pattern, f"{given} {summary}"):
            return incoming if income else outgoing
    return Category.OTHER_INCOME if income else Category.OTHER_COST


def method_of(text: str) -> str:
    """How it was paid; by bank where nothing is said."""
    return next((method for word, method in _METHODS.items() if word in text), Method.BANK)


def _sum(
    checked: Checked, line: int, row: Mapping[str, Any], mine: Sequence[int], mark: str
) -> None:
    """A line of sums against what the lines above it add up to."""
    for place, (name, word) in enumerate((("income", _("收入")), ("expense", _("支出")))):
        fen = _money(row.get(name))
        whole = [checked.income, checked.expense][place]
        if fen is not None and fen not in {mine[place], whole}:
            checked.stop(
                line,
                _(
                    "第 %(line)d 行“%(mark)s”：%(word)s写的是 %(said)s，上面各行加起来是 %(sum)s，差 %(off)s。"
                )
                % {
                    "line": line,
                    "mark": _bare(mark)[:12],
                    "word": word,
                    "said": yuan(fen),
                    "sum": yuan(mine[place]),
                    "off": yuan(abs(fen - mine[place])),
                },
            )


def _balance(
    checked: Checked, line: int, row: Mapping[str, Any], made: Mapping[str, Any], before: int | None
) -> int | None:
    """The running balance against the one before it."""
    said = _money(row.get("balance")) if row.get("balance") not in (None, "") else None
    if said is None:
        return None
    if before is not None:
        should = before + (
            made["amount"] if made["direction"] == Direction.INCOME else -made["amount"]
        )
        if said != should:
            checked.stop(
                line,
                _("第 %(line)d 行：余额写的是 %(said)s，按上一行算应该是 %(should)s。")
                % {
                    "line": line,
                    "said": yuan(said),
                    "should": yuan(should),
                },
            )
    return said


def _numbers(checked: Checked) -> None:
    """Voucher numbers: none twice in a month, none left out."""
    months: dict[tuple[str, str], dict[int, dict[str, Any]]] = defaultdict(dict)
    before: dict[str, Any] = {}
    for row in checked.rows:
        found = _NUMBER.match(row["voucher_no"])
        prefix, number = (
            (found["prefix"], int(found["figures"])) if found else (row["voucher_no"], 0)
        )
        seen = months[row["on"][:7], prefix]
        first = seen.get(number)
        if first is not None and not _same_voucher(before, row):
            checked.stop(
                row["line"],
                _("第 %(line)d 行：凭证 %(no)s 和第 %(first)d 行重复。")
                % {
                    "line": row["line"],
                    "no": row["voucher_no"],
                    "first": first["line"],
                },
            )
        seen.setdefault(number, row)
        before = row
    _gaps(checked, months)


def _same_voucher(before: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether two lines are parts of one voucher: one under the other, one day, not the same words."""
    same = before.get("voucher_no") == row["voucher_no"] and before.get("on") == row["on"]
    return same and (before["summary"], before["amount"]) != (row["summary"], row["amount"])


def _gaps(
    checked: Checked, months: Mapping[tuple[str, str], Mapping[int, Mapping[str, Any]]]
) -> None:
    last: dict[str, int] = {}
    for (month, prefix), seen in sorted(months.items()):
        numbers = sorted(n for n in seen if n)
        if not numbers:
            continue
        # A month begins at 1, or goes on where the month before it ended.
        begin = numbers[0] if prefix not in last or numbers[0] == 1 else last[prefix] + 1
        missing = sorted(set(range(begin, numbers[-1] + 1)) - set(numbers))
        if missing:
            after = next(seen[n]["line"] for n in numbers if n > missing[0])
            named = [f"{prefix}{n}" for n in missing]
            shown = "、".join(named[:SHOWN]) + ("…" if len(named) > SHOWN else "")
            checked.problems.append(
                (
                    after,
                    _("第 %(line)d 行以前：%(month)s 凭证断号，缺 %(missing)s。")
                    % {
                        "line": after,
                        "month": month,
                        "missing": shown,
                    },
                    False,
                )
            )
        last[prefix] = numbers[-1]
