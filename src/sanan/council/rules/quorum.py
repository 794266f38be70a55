"""What makes a resolution valid: the law's shares as data, and the arithmetic in words.

Integers only: a share is met or not by cross-multiplication, so thirds and quarters are exact.
Areas are whole hundredths of a square metre. Nothing here knows of the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.council.enums import Choice, Kind
from sanan.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: `top`/`bottom`, reached, or with `over` exceeded."""

    top: int
    bottom: int
    name: str | Promise
    over: bool = False

    def met(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` is enough; of nothing, nothing is."""
        if whole <= 0:
            return False
        mine, wanted = part * self.bottom, whole * self.top
        return mine > wanted if self.over else mine >= wanted

    def least(self, whole: int) -> int:
        """The smallest part that is enough."""
        exact, rest = divmod(whole * self.top, self.bottom)
        return exact + 1 if rest or self.over else exact


OVER_HALF = Share(1, 2, gettext_lazy("过半数"), over=True)
THIRD = Share(1, 3, gettext_lazy("三分之一"))
TWO_THIRDS = Share(2, 3, gettext_lazy("三分之二"))
THREE_QUARTERS = Share(3, 4, gettext_lazy("四分之三"))
FOUR_FIFTHS = Share(4, 5, gettext_lazy("五分之四"))


class Measure(StrEnum):
    """What is counted against what."""

    PRESENT = "present"
    HOUSEHOLDS = "households"
    AREA_PRESENT = "area_present"
    FOR_OF_PRESENT = "for_of_present"
    FOR_OF_ALL = "for_of_all"
    FOR_AREA = "for_area"
    REPRESENTATIVES = "representatives"
    WOMEN = "women"


LABELS: Mapping[Measure, Promise] = {
    Measure.PRESENT: gettext_lazy("到会人数"),
    Measure.HOUSEHOLDS: gettext_lazy("到会户数"),
    Measure.AREA_PRESENT: gettext_lazy("参加表决的面积"),
    Measure.FOR_OF_PRESENT: gettext_lazy("到会的人里同意的"),
    Measure.FOR_OF_ALL: gettext_lazy("全体成员里同意的"),
    Measure.FOR_AREA: gettext_lazy("参加表决的面积里同意的"),
    Measure.REPRESENTATIVES: gettext_lazy("组成人员里的村民代表"),
    Measure.WOMEN: gettext_lazy("组成人员里的妇女村民代表"),
}
AREAS = frozenset({Measure.AREA_PRESENT, Measure.FOR_AREA})

Need = tuple[Measure, Share]


class Proxy(StrEnum):
    """Whom the law lets act for someone who stays away."""

    NONE = "none"
    HOUSEHOLD = "household"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Quorum:
    """One row: who must be there, who must agree, how early it is told, and by which law.

    `either`: one of them is enough; `present` and `passing`: all of them. `special` stands in for
    `passing` where the matter needs more. `remote`: taking part is voting, wherever one is.
    """

    passing: tuple[Need, ...]
    law: str | Promise
    either: tuple[Need, ...] = ()
    present: tuple[Need, ...] = ()
    special: tuple[Need, ...] = ()
    body: tuple[Need, ...] = ()
    notice_days: int = 0
    proxy: Proxy = Proxy.NONE
    remote: bool = False
    demand: str | Promise = ""


_M = Measure
_HALF_PRESENT = (_M.PRESENT, OVER_HALF)
_HALF_AGREES = (_M.FOR_OF_PRESENT, OVER_HALF)
_OWN_RULES = gettext_lazy("本会议事规则（法律没有另外规定）")

TABLE: Mapping[Kind, Quorum] = {
    Kind.COUNCIL: Quorum((_HALF_AGREES,), _OWN_RULES, present=(_HALF_PRESENT,), notice_days=3),
    Kind.PARTY_BRANCH: Quorum(
        (_HALF_AGREES,),
        gettext_lazy("四议两公开第一步：党支部提议；人数按本支部议事规则"),
        present=(_HALF_PRESENT,),
    ),
    Kind.TWO_COMMITTEES: Quorum(
        (_HALF_AGREES,),
        gettext_lazy("四议两公开第二步：“两委”商议；人数按本会议事规则"),
        present=(_HALF_PRESENT,),
    ),
    Kind.PARTY_MEMBERS: Quorum(
        (_HALF_AGREES,),
        gettext_lazy("四议两公开第三步：党员大会审议，三分之二以上党员到会，到会过半数同意"),
        present=((_M.PRESENT, TWO_THIRDS),),
        notice_days=1,
    ),
    Kind.REPRESENTATIVES: Quorum(
        (_HALF_AGREES,),
        gettext_lazy("村民委员会组织法第二十五条、第二十六条"),
        present=((_M.PRESENT, TWO_THIRDS),),
        body=((_M.REPRESENTATIVES, FOUR_FIFTHS), (_M.WOMEN, THIRD)),
        demand=gettext_lazy("五分之一以上的村民代表提议，应当召集"),
    ),
    Kind.VILLAGERS: Quorum(
        (_HALF_AGREES,),
        gettext_lazy("村民委员会组织法第二十一条、第二十二条"),
        either=(_HALF_PRESENT, (_M.HOUSEHOLDS, TWO_THIRDS)),
        notice_days=10,
        demand=gettext_lazy("十分之一以上的村民或者三分之一以上的村民代表提议，应当召集"),
    ),
    Kind.VILLAGE_GROUP: Quorum(
        (_HALF_AGREES,),
        gettext_lazy("村民委员会组织法第二十八条"),
        either=((_M.PRESENT, TWO_THIRDS), (_M.HOUSEHOLDS, TWO_THIRDS)),
    ),
    Kind.COLLECTIVE: Quorum(
        ((_M.FOR_OF_ALL, TWO_THIRDS),),
        gettext_lazy("农村集体经济组织法第二十七条"),
        present=((_M.PRESENT, TWO_THIRDS),),
        notice_days=10,
        proxy=Proxy.HOUSEHOLD,
        remote=True,
    ),
    Kind.RESIDENTS: Quorum(
        (_HALF_AGREES,),
        gettext_lazy("城市居民委员会组织法第九条、第十条"),
        present=(_HALF_PRESENT,),
        demand=gettext_lazy("五分之一以上的居民、户或者三分之一以上的居民小组提议，应当召集"),
    ),
    Kind.OWNERS: Quorum(
        (_HALF_AGREES, (_M.FOR_AREA, OVER_HALF)),
        gettext_lazy("民法典第二百七十八条"),
        present=((_M.PRESENT, TWO_THIRDS), (_M.AREA_PRESENT, TWO_THIRDS)),
        special=((_M.FOR_OF_PRESENT, THREE_QUARTERS), (_M.FOR_AREA, THREE_QUARTERS)),
        notice_days=15,
        proxy=Proxy.WRITTEN,
        remote=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What was counted. Areas in hundredths of a square metre; `people` is the whole body."""

    people: int
    present: int
    agree: int
    households: int = 0
    households_present: int = 0
    area: int = 0
    area_present: int = 0
    area_agree: int = 0
    representatives: int = 0
    women: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison, in words and in figures, and whether it holds."""

    words: str
    figures: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether it is valid, and every comparison that says so."""

    valid: bool
    lines: tuple[Comparison, ...]
    law: str


def judge(kind: Kind, facts: Facts, *, special: bool = False) -> Finding:
    """Judge a vote. Raises `Invalid` where the figures cannot be, such as more present than all."""
    _possible(facts)
    row = TABLE[kind]
    passing = row.special if special and row.special else row.passing
    either = [_line(need, facts) for need in row.either]
    every = [_line(need, facts) for need in (*row.body, *row.present)]
    agreed = [_line(need, facts) for need in passing]
    enough = not either or any(line.holds for line in either)
    valid = enough and all(line.holds for line in (*every, *agreed))
    return Finding(valid, (*every, *either, *agreed), str(row.law))


def quorum_words(kind: str) -> list[str]:
    """What a body of this kind needs, in words, for its page."""
    row = TABLE[Kind(kind)]
    told = [_need_words(need) for need in (*row.body, *row.present)]
    if row.either:
        told.append(_("，或者").join(_need_words(need) for need in row.either))
    told += [_need_words(need) for need in row.passing]
    if row.special:
        special = "、".join(_need_words(need) for need in row.special)
        told.append(_("动用共有部分等特别事项：%(what)s") % {"what": special})
    return told


def _need_words(need: Need) -> str:
    measure, share = need
    return _("%(what)s要%(share)s") % {"what": LABELS[measure], "share": share.name}


def _counted(measure: Measure, facts: Facts) -> tuple[int, int]:
    return {
        _M.PRESENT: (facts.present, facts.people),
        _M.HOUSEHOLDS: (facts.households_present, facts.households),
        _M.AREA_PRESENT: (facts.area_present, facts.area),
        _M.FOR_OF_PRESENT: (facts.agree, facts.present),
        _M.FOR_OF_ALL: (facts.agree, facts.people),
        _M.FOR_AREA: (facts.area_agree, facts.area_present),
        _M.REPRESENTATIVES: (facts.representatives, facts.people),
        _M.WOMEN: (facts.women, facts.people),
    }[measure]


def _line(need: Need, facts: Facts) -> Comparison:
    measure, share = need
    part, whole = _counted(measure, facts)
    holds = share.met(part, whole)
    shown = square_metres if measure in AREAS else str
    said = _("%(what)s：共 %(whole)s，有 %(part)s；要%(share)s，至少 %(least)s，%(verdict)s。") % {
        "what": LABELS[measure],
        "whole": shown(whole),
        "part": shown(part),
        "share": share.name,
        "least": shown(share.least(whole)),
        "verdict": _("够") if holds else _("不够"),
    }
    mine, wanted = part * share.bottom, whole * share.top
    sign = ">" if mine > wanted else "=" if mine == wanted else "<"
    figures = f"{part} × {share.bottom} = {mine} {sign} {whole} × {share.top} = {wanted}"
    return Comparison(said, figures, holds)


def _possible(facts: Facts) -> None:
    pairs = (
        (facts.present, facts.people),
        (facts.agree, facts.present),
        (facts.households_present, facts.households),
        (facts.area_present, facts.area),
        (facts.area_agree, facts.area_present),
        (facts.representatives, facts.people),
        (facts.women, facts.representatives),
    )
    if any(part < 0 or part > whole for part, whole in pairs):
        raise Invalid(_("数字对不上：部分比全部还多。请核对名册和票数。"), "do_not_add_up")


def square_metres(hundredths: int) -> str:
    """An area as people read it, exact."""
    return _("%(area)s 平方米") % {"area": f"{hundredths // 100}.{hundredths % 100:02d}"}


@dataclass(frozen=True, slots=True)
class Tally:
    """Ballots by number and by area; keys are `Choice` values."""

    people: Mapping[str, int]
    area: Mapping[str, int]

    @property
    def all_people(self) -> int:
        """How many voted."""
        return sum(self.people.values())

    @property
    def all_area(self) -> int:
        """The area that voted."""
        return sum(self.area.values())


def tally(ballots: Iterable[tuple[str, int]]) -> Tally:
    """Count `(choice, area)`. Raises `Invalid` for an area below zero."""
    people = dict.fromkeys(Choice.values, 0)
    area = dict.fromkeys(Choice.values, 0)
    for choice, hundredths in ballots:
        if hundredths < 0:
            raise Invalid(_("面积不能小于零。"), "area")
        people[choice] += 1
        area[choice] += hundredths
    return Tally(people, area)
