"""Assets and contracts: registered, signed, rent received, works accepted and settled, handed back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.books import rules
from sanan.books.actions.money import MOST_FEN, Payee, Words, drafted, entered
from sanan.books.actions.text import line, needed
from sanan.books.enums import (
    AssetKind,
    AssetUse,
    Award,
    Category,
    ContractKind,
    Direction,
    Event,
    Method,
    PayeeKind,
)
from sanan.books.models import Account, Asset, Contract, Due, Receipt
from sanan.books.rules import CONTRACT
from sanan.kit import bulk, clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.places.models import Place

MONTHS = 12
MOST_DUES = 600


def register_asset(
    *,
    place: Place,
    kind: AssetKind,
    name: str,
    by: Person | None,
    where: str = "",
    size: int = 0,
    unit: str = "",
    value: int = 0,
    use: AssetUse = AssetUse.OWN,
    holder: str = "",
    acquired_on: date | None = None,
    at: datetime | None = None,
) -> Asset:
    """登记: something the village owns; `size` in hundredths of `unit`, `value` in fen."""
    if by is not None:
        rules.check_keeper(place, by)
    try:
        with transaction.atomic():
            made = Asset.objects.create(
                place=place,
                kind=AssetKind(kind),
                name=line(name, "name", 80),
                where=words.clean_line(where, most=120, field="where"),
                size=size,
                unit=words.clean_line(unit, most=10, field="unit"),
                value=value,
                use=AssetUse(use),
                holder=words.clean_line(holder, most=80, field="holder"),
                acquired_on=acquired_on,
            )
            content = {"place": place.code, "kind": made.kind, "name": made.name, "size": size}
            content |= {"unit": made.unit, "value": value, "use": made.use, "where": made.where}
            written(Event.ASSET, made.code, content, by=by, at=clock.at_or_now(at))
    except IntegrityError:
        raise Refused(_("这里已经登记过同名的资产。"), "twice", field="name") from None
    return made


@dataclass(frozen=True, slots=True)
class Terms:
    """When a contract was signed and holds, how its side was chosen; `rents` are due days and fen."""

    signed_on: date
    begins_on: date
    ends_on: date
    award: Award
    rents: Sequence[tuple[date, int]] = ()


@CONTRACT.action("sign")
def sign_contract(
    *,
    place: Place,
    kind: ContractKind,
    number: str,
    title: str,
    party: str,
    party_kind: PayeeKind,
    amount: int,
    terms: Terms,
    by: Person,
    asset: Asset | None = None,
    at: datetime | None = None,
) -> Contract:
    """Register a contract with its rents. `amount` in fen, the whole price.

    Raises `Invalid` for one that ends before it begins, and for rents outside its term.
    """
    rules.check_keeper(place, by)
    _possible(kind, amount, terms)
    if asset is not None and asset.place_id != place.pk:
        raise Refused(_("这项资产不是本村的。"), "elsewhere", field="asset")
    made = Contract(
        place=place,
        kind=ContractKind(kind),
        number=line(number, "number", 40),
        title=line(title, "title", 120),
        party=line(party, "party", 80),
        party_kind=PayeeKind(party_kind),
        asset=asset,
        award=Award(terms.award),
        amount=amount,
        signed_on=terms.signed_on,
        begins_on=terms.begins_on,
        ends_on=terms.ends_on,
    )
    dues = [Due(contract=made, due_on=day, amount=fen) for day, fen in terms.rents]
    try:
        with CONTRACT.begin("sign", made, by=by, at=at) as step:
            step.data = {"rents": [[day.isoformat(), fen] for day, fen in terms.rents]}
            step.then(lambda _done: bulk.insert_many(_of(made, dues)))
    except IntegrityError:
        raise Refused(_("合同编号已经登记过。"), "twice", field="number") from None
    return made


def _of(contract: Contract, dues: list[Due]) -> list[Due]:
    for due in dues:
        due.contract = contract
    return dues


def _possible(kind: ContractKind, amount: int, terms: Terms) -> None:
    if terms.ends_on < terms.begins_on:
        raise Invalid(
            _("合同的到期日 %(end)s 早于开始日 %(begin)s。请核对合同。")
            % {"end": terms.ends_on, "begin": terms.begins_on},
            "ends_before",
            field="ends_on",
        )
    if not 0 < amount < MOST_FEN:
        raise Invalid(_("金额要大于零。"), "amount", field="amount")
    days = [day for day, _rent in terms.rents]
    if len(set(days)) != len(days) or any(fen <= 0 for _day, fen in terms.rents):
        raise Invalid(_("租金每一期要有不同的日期和大于零的金额。"), "rents", field="rents")
    if any(not terms.begins_on <= day <= terms.ends_on for day in days):
        raise Invalid(_("租金的日期要在合同期内。"), "rents", field="rents")
    if kind == ContractKind.LEASE and not terms.rents:
        raise Invalid(_("出租、发包的合同要写明租金哪天交。"), "no_rents", field="rents")


def every(months: int, rent: int, begins_on: date, ends_on: date) -> list[tuple[date, int]]:
    """Rent due every so many months from the first day on, as long as the contract runs."""
    found: list[tuple[date, int]] = []
    for number in range(MOST_DUES):
        total = begins_on.year * MONTHS + begins_on.month - 1 + number * months
        year, month = divmod(total, MONTHS)
        day = _in_month(year, month + 1, begins_on.day)
        if day > ends_on:
            break
        found.append((day, rent))
    return found


def _in_month(year: int, month: int, day: int) -> date:
    from calendar import monthrange

    return date(year, month, min(day, monthrange(year, month)[1]))


@CONTRACT.action("receive")
def receive_rent(
    *,
    contract: Contract,
    account: Account,
    amount: int,
    received_on: date,
    voucher_no: str,
    by: Person,
    method: Method = Method.BANK,
    at: datetime | None = None,
) -> Receipt:
    """收租: an entry of the books and the receipt behind it, in one step; oldest rent first."""
    with CONTRACT.step("receive", contract, by=by, at=at) as step:
        if account.place_id != contract.place_id:
            raise Refused(_("这个账户不是本村的。"), "elsewhere", field="account")
        said = words.clip(_("收租金：%(title)s") % {"title": contract.title}, 200)
        entry = drafted(
            account,
            step.at,
            received_on,
            Direction.INCOME,
            Category.LEASING,
            amount,
            method=Method(method),
            said=Words(said, voucher_no),
            payee=Payee(contract.party, PayeeKind(contract.party_kind)),
            by=by,
        )
        entry.contract = step.thing
        entered(entry, by=by, at=step.at)
        made = Receipt.objects.create(
            contract=step.thing, entry=entry, amount=amount, received_on=received_on
        )
        step.data = {"entry": entry.code, "amount": amount, "on": received_on.isoformat()}
    return made


@CONTRACT.action("accept")
def accept_works(
    *, contract: Contract, accepted_on: date, by: Person, at: datetime | None = None
) -> Contract:
    """验收: works were looked at and found done."""
    with CONTRACT.step("accept", contract, by=by, at=at) as step:
        _not_before(accepted_on, contract.begins_on, step.at, "accepted_on")
        step.set(accepted_on=accepted_on)
    return contract


@CONTRACT.action("settle")
def settle_works(
    *, contract: Contract, settled: int, by: Person, at: datetime | None = None
) -> Contract:
    """结算: the final account, in fen. Only after the works were accepted."""
    with CONTRACT.step("settle", contract, by=by, at=at) as step:
        if not 0 < settled < MOST_FEN:
            raise Invalid(_("金额要大于零。"), "amount", field="settled")
        step.set(settled=settled)
    return contract


@CONTRACT.action("measure")
def measure(
    *,
    contract: Contract,
    size: int,
    measured: int,
    measured_on: date,
    by: Person,
    at: datetime | None = None,
) -> Contract:
    """实测: the area that the contract names beside the one found on the ground, in hundredths."""
    with CONTRACT.step("measure", contract, by=by, at=at) as step:
        for name, value in (("size", size), ("measured", measured)):
            if value <= 0:
                raise Invalid(_("面积要大于零。"), "size", field=name)
        if measured_on > timezone.localdate(step.at):
            raise Invalid(_("这一天还没到。"), "future", field="measured_on")
        step.set(size=size, measured=measured, measured_on=measured_on)
    return contract


@CONTRACT.action("hand_back")
def hand_back(
    *, contract: Contract, closed_on: date, by: Person, at: datetime | None = None
) -> Contract:
    """交还: what was leased is back, or the works are done with."""
    with CONTRACT.step("hand_back", contract, by=by, at=at) as step:
        _not_before(closed_on, contract.begins_on, step.at, "closed_on")
        step.set(closed_on=closed_on)
    return contract


@CONTRACT.action("terminate")
def terminate(
    *, contract: Contract, closed_on: date, text: str, by: Person, at: datetime | None = None
) -> Contract:
    """提前终止, with the reason; what is owed stays owed."""
    text = needed(text, most=300)
    with CONTRACT.step("terminate", contract, by=by, at=at) as step:
        _not_before(closed_on, contract.begins_on, step.at, "closed_on")
        step.set(closed_on=closed_on)
        step.say(text)
    return contract


def _not_before(day: date, begins_on: date, at: datetime, field: str) -> None:
    if not begins_on <= day <= timezone.localdate(at):
        raise Invalid(_("日期要在合同开始以后、今天以前。"), "day", field=field)
