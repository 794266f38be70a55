"""The suggestions sure enough to confirm together, and whom a merger would tell what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import Case, Category
from sanan.cases.queries.casefile import shown_name
from sanan.cases.queries.filters import WAITING
from sanan.cases.queries.suggestions import names_of
from sanan.cases.rules import CASE
from sanan.insight.reasons import whole_words
from sanan.people.models import Person

SURE = (80, 90, 95)
"""Per cent from which a suggestion may be confirmed with others; the middle one to begin with."""

MOST = 200


@dataclass(frozen=True, slots=True)
class Certain:
    """A case without a category, the one suggested, how sure (per cent), and the words."""

    case: Case
    category: Category
    sure: int
    words: str

    @property
    def chosen(self) -> str:
        """What the form sends back: the case and the category that was shown with it."""
        return f"{self.case.code}:{self.category.code}"


@dataclass(frozen=True, slots=True)
class Told:
    """One case that would follow another: whose it is, how they hear; `no` why it cannot."""

    case: Case
    name: str
    way: str | Promise
    no: str | Promise = ""


def read_sure(given: str | None) -> int:
    """The threshold asked for, in per cent."""
    return int(given) if given in {str(one) for one in SURE} else SURE[1]


def certain(person: Person, sure: int) -> list[Certain]:
    """Waiting cases whose likeliest category reaches `sure` per cent, the most pressing first."""
    by_desk = Q(suggested__offer__sure__gte=sure / 100)
    by_category = Q(suggested__categories__0__probability__gte=sure / 100)
    waiting = Case.objects.at_work(person).filter(
        by_desk | (by_category & ~Q(suggested__has_key="offer")),
        state__in=sorted(WAITING),
        category=None,
    )
    cases = list(waiting.select_related("place").order_by("due_at", "pk")[:MOST])
    named = _categories(_best(case).get("label") for case in cases)
    return [
        Certain(
            case, named[str(best["label"])], round(100 * best["probability"]), _words(case, best)
        )
        for case in cases
        if (best := _best(case)) and str(best["label"]) in named
    ]


def confirmed(person: Person, pairs: Sequence[str]) -> list[tuple[Case, Category]]:
    """The cases and categories that a form sends back, as far as this person may see them."""
    wanted = dict(pair.partition(":")[::2] for pair in pairs[:MOST])
    cases = Case.objects.visible_to(person).filter(code__in=wanted).select_related("place")
    held = {c.code: c for c in Category.objects.filter(code__in=wanted.values())}
    return [
        (c, held[wanted[c.code]]) for c in cases.order_by("due_at", "pk") if wanted[c.code] in held
    ]


def told_of_merging(cases: Iterable[Case], person: Person) -> list[Told]:
    """Who would hear what if `cases` followed another one."""
    found = []
    for case in cases:
        no = CASE.reason("merge", case, person)
        found.append(Told(case, shown_name(case), _way(case), no.sentence if no else ""))
    return found


def _way(case: Case) -> str | Promise:
    if case.appellant_id is not None:
        return _("在手机页面收到通知")
    if case.contact_locked:
        return _("收到短信")
    return _("没留联系方式，用查询码看得到")


def _best(case: Case) -> Mapping[str, Any]:
    """What was read: the desk's decision where the county has one, else the likeliest category."""
    if "offer" in case.suggested:
        offer = case.suggested["offer"]
        words = offer.get("words", [])
        return {"label": offer["category"], "probability": offer["sure"], "words": words}
    given = case.suggested.get("categories") or [{}]
    found: Mapping[str, Any] = given[0]
    return found


def _words(case: Case, best: Mapping[str, Any]) -> str:
    return "、".join(whole_words(f"{case.title}\n{case.text}", best.get("words", [])))


def _categories(labels: Iterable[Any]) -> dict[str, Category]:
    """Categories by the label that suggests them: their name, what else it is called, or code."""
    names = {str(label): names_of(str(label)) for label in labels if label}
    wanted = {name for called in names.values() for name in called}
    held = {c.name: c for c in Category.objects.filter(name__in=wanted).order_by("-code")}
    held |= {c.code: c for c in Category.objects.filter(code__in=wanted)}
    return {
        label: next(held[name] for name in called if name in held)
        for label, called in names.items()
        if not held.keys().isdisjoint(called)
    }
