"""A roll of migrants as an office keeps it in a workbook: a person a row, their family with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sanan.imports.taking import Outcome, Row, Terms
from sanan.kit import phones, tokens, vault
from sanan.kit.dates import local_day
from sanan.kit.errors import Forbidden, Refused
from sanan.livelihood.actions.households import (
    ACCOUNT,
    checked_number,
    drawn,
    id_hash_of,
)
from sanan.livelihood.enums import (
    GONE,
    KEEPERS,
    HouseholdKind,
    Kin,
    LeaveReason,
    RollState,
    Sex,
    WorkState,
)
from sanan.livelihood.models import Household, Member
from sanan.livelihood.queries.nearby import estates_in, villages_around
from sanan.livelihood.rules.accounts import checked_account
from sanan.livelihood.rules.households import HOUSEHOLD, MEMBER
from sanan.people import queries as people
from sanan.places import queries as places
from sanan.places.models import Place, spoken
from sanan.process.declare import OPERATOR

KIN = {
    **{str(each.label): each for each in Kin},
    "本人": Kin.HEAD,
    "妻": Kin.SPOUSE,
    "妻子": Kin.SPOUSE,
    "夫": Kin.SPOUSE,
    "丈夫": Kin.SPOUSE,
    "子": Kin.CHILD,
    "女": Kin.CHILD,
    "儿子": Kin.CHILD,
    "女儿": Kin.CHILD,
    "父": Kin.PARENT,
    "父亲": Kin.PARENT,
    "母": Kin.PARENT,
    "母亲": Kin.PARENT,
    "孙子": Kin.GRANDCHILD,
    "孙女": Kin.GRANDCHILD,
}
WORK = {
    **{str(each.label): each for each in WorkState},
    "就业": WorkState.EMPLOYED,
    "在业": WorkState.EMPLOYED,
    "未就业": WorkState.UNEMPLOYED,
    "失业": WorkState.UNEMPLOYED,
    "无劳动能力": WorkState.CANNOT,
    "上学": WorkState.CANNOT,
}
LEFT = {
    **{str(each.label): each for each in LeaveReason},
    "死亡": LeaveReason.DIED,
    "迁出": LeaveReason.MOVED,
    "财政供养": LeaveReason.PUBLIC_STAFF,
}
OF_HOUSEHOLD = ("origin_id", "moved_on", "estate_id", "building", "dwelling")
OF_MEMBER = (
    "name",
    "kin",
    "sex",
    "birth_on",
    "id_hash",
    "state",
    "joined_on",
    "joined_why",
    "left_on",
    "left_why",
    "gone_on",
    "work",
)
"""What a later table may put right."""


@dataclass(slots=True)
class Line:
    """A row as it was understood: the family, and the person in it."""

    household: Household
    member: Member
    key: str
    account: dict[str, str] = field(default_factory=dict)


class TakingRoll:
    """Takes a roll of migrants: families by their number, people by their identity number."""

    def __init__(self, terms: Terms) -> None:
        self.terms, self.place = terms, terms.place or places.default()
        if terms.by is not None and not people.holds(terms.by, KEEPERS, path=self.place.path):
            raise Forbidden(_("移民名册由社区（村）的干部来导入。"), "not_yours")
        self.actor: dict[str, Any] = {"by": terms.by, "at": terms.at}
        if terms.by is None:
            self.actor["relation"] = OPERATOR
        self.villages: dict[str, Place] = {}
        self.estates: dict[str, Place | None] = {}
        self.today = local_day(terms.at)

    def read(self, row: Row) -> Line:
        """A family and a person, neither written yet."""
        if not row.get("number") or not row.get("name"):
            raise Refused(_("要写明户号和姓名。"), "incomplete")
        household = self._household(row)
        number = checked_number(row.get("id_number") or "")
        joined_on = row.get("joined_on")
        member = drawn(
            household=household,
            name=row["name"],
            kin=self._word(KIN, row.get("kin"), Kin.OTHER),
            number=number,
            birth_on=row.get("birth_on"),
            sex={"男": Sex.MALE, "女": Sex.FEMALE}.get(row.get("sex") or "", ""),
            joined_on=joined_on,
        )
        self._leave(member, row)
        member.work = self._word(WORK, row.get("work"), WorkState.UNKNOWN)
        key = id_hash_of(number) or f"{household.number}\n{member.name}"
        return Line(household, member, key, self._account(row))

    def _word(self, known: Mapping[str, Any], said: str | None, otherwise: Any) -> Any:
        """What a word of theirs is with us."""
        text = (said or "").strip()
        if text and text not in known:
            raise Refused(
                _("看不懂“%(said)s”。可以写：%(words)s。")
                % {"said": text, "words": "、".join(dict.fromkeys(known))},
                "unknown_word",
            )
        return known[text] if text else otherwise

    def _leave(self, member: Member, row: Row) -> None:
        left_on: date | None = row.get("left_on")
        if left_on is None:
            return
        if left_on > self.today:
            raise Refused(_("核减日期在将来。"), "future")
        why = self._word(LEFT, row.get("left_why"), LeaveReason.OTHER)
        member.left_on, member.left_why, member.state = left_on, why, RollState.REMOVED
        if why in GONE:
            member.gone_on = left_on

    def _household(self, row: Row) -> Household:
        moved_on = row.get("moved_on") or row.get("joined_on")
        if moved_on is None:
            raise Refused(_("没有写搬迁日期。"), "no_day")
        phone = phones.personal(row["phone"]) if row.get("phone") else ""
        return Household(
            place=self.place,
            number=row["number"],
            head=row.get("head") or row["name"],
            kind=HouseholdKind.MIGRANT,
            origin=self._village(row.get("origin") or ""),
            moved_on=moved_on,
            estate=self._estate(row.get("estate") or ""),
            building=row.get("building") or "",
            dwelling=row.get("dwelling") or "",
            phone_locked=vault.lock(phone),
            phone_hash=phones.hashed(phone),
        )

    def _village(self, name: str) -> Place:
        """The village of that name in the county, with or without its committee."""
        if name not in self.villages:
            within = villages_around([self.place])
            bare = name.removesuffix("委会").removesuffix("村")
            near = within.filter(name__startswith=bare) if bare else within.none()
            named = [each for each in near if spoken(each.name, each.kind) in {name, f"{bare}村"}]
            if len(named) != 1:
                raise Refused(
                    _("没有找到“%(name)s”这个村。请写全名，例如“蒲坂村”。") % {"name": name},
                    "no_village",
                )
            self.villages[name] = named[0]
        return self.villages[name]

    def _estate(self, name: str) -> Place | None:
        if name not in self.estates:
            within = estates_in([self.place])
            self.estates[name] = within.filter(name=name).first() if name else None
        return self.estates[name]

    def _account(self, row: Row) -> dict[str, str]:
        said = row.get("account") or ""
        if not said:
            return {}
        figures = checked_account(said)
        return {
            "account_locked": vault.lock(figures),
            "account_hash": tokens.keyed_hash(ACCOUNT, figures),
            "bank": row.get("bank") or "",
            "holder": row.get("head") or row["name"],
        }

    def key(self, item: Line) -> str:
        """Under what the person is known again."""
        return item.key

    def words(self, item: Line) -> object:
        """Everything that the row says."""
        told = tuple(getattr(item.member, name) for name in OF_MEMBER)
        return (item.household.number, *told)

    def find(self, keys: Sequence[str]) -> Mapping[str, Member]:
        """Who is there already: by identity number, or by family and name."""
        wanted = set(keys)
        rows = Member.objects.filter(household__place=self.place).select_related("household")
        found: dict[str, Member] = {}
        for row in rows:
            for key in (row.id_hash or "", f"{row.household.number}\n{row.name}"):
                if key in wanted:
                    found[key] = row
        return found

    def differs(self, known: Member, item: Line) -> bool:
        """Whether the row says something new of the person or their family."""
        return bool(
            self._news(known, item.member, OF_MEMBER)
            or self._news(known.household, item.household, OF_HOUSEHOLD)
            or (item.account and item.account["account_hash"] != known.household.account_hash)
        )

    def _news(self, known: Any, item: Any, names: Sequence[str]) -> dict[str, Any]:
        """The columns of which the row says something else; an empty cell says nothing."""
        said = {name: getattr(item, name) for name in names}
        return {n: v for n, v in said.items() if v not in (None, "") and v != getattr(known, n)}

    def write(self, fresh: Sequence[Line], changed: Sequence[tuple[Member, Line]]) -> None:
        """Families first, then people; each with its entry in the record."""
        numbers = {item.household.number for item in fresh}
        here = {
            each.number: each
            for each in Household.objects.filter(place=self.place, number__in=numbers)
        }
        new: dict[str, Household] = {}
        for item in fresh:
            if item.household.number not in here:
                first = new.setdefault(item.household.number, item.household)
                if item.account and not first.account_hash:
                    vars(first).update(item.account)
        HOUSEHOLD.begin_many("register", list(new.values()), **self.actor)
        here |= new
        for item in fresh:
            item.member.household = here[item.household.number]
        MEMBER.begin_many("add", [item.member for item in fresh], **self.actor)
        for known, item in changed:
            self._change(known, item)

    def _change(self, known: Member, item: Line) -> None:
        if news := self._news(known.household, item.household, OF_HOUSEHOLD):
            with HOUSEHOLD.step("amend", known.household, **self.actor) as step:
                step.set(**news)
        if item.account and item.account["account_hash"] != known.household.account_hash:
            with HOUSEHOLD.step("set_account", known.household, **self.actor) as step:
                step.set(**item.account)
        if news := self._news(known, item.member, OF_MEMBER):
            self._mend(known, item.member, news)

    def _mend(self, known: Member, said: Member, news: dict[str, Any]) -> None:
        """Leaving and joining the roll are steps of their own; the rest is put right."""
        if news.get("state") == RollState.REMOVED and known.state == RollState.ENROLLED:
            gone = {"gone_on": said.gone_on} if said.gone_on else {}
            with MEMBER.step("remove", known, **self.actor) as step:
                step.set(left_on=said.left_on, left_why=said.left_why, **gone)
        rest = {
            name: value
            for name, value in news.items()
            if name not in {"state", "left_on", "left_why", "gone_on", "joined_why", "joined_on"}
        }
        if "id_hash" in rest:
            rest["id_locked"] = said.id_locked
        if rest:
            with MEMBER.step("correct", known, **self.actor) as step:
                step.set(**rest)

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""

    def finish(self, outcome: Outcome, /) -> None:
        """Say how many have no account yet, so that nobody's money is forgotten."""
        rows = Household.objects.filter(place=self.place, account_hash="").here()
        if missing := rows.count():
            outcome.asides.append(_("还有 %(n)d 户没有收款账户，发放前请补上。") % {"n": missing})
