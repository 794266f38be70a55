"""Whether families live as well as before they moved (条例第五十一条: 生活水平恢复)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from sanan.kit.rounding import rate
from sanan.livelihood.models import Household, LivingSurvey


def newest(rows: Any) -> list[tuple[Household, LivingSurvey]]:
    """Each family of which the income before is known, with its newest survey."""
    surveys = Prefetch("surveys", LivingSurvey.objects.order_by("-year"), to_attr="newest_first")
    known = rows.filter(before_fen__isnull=False).prefetch_related(surveys)
    return [(each, each.newest_first[0]) for each in known if each.newest_first]


def recovered(rows: Any) -> list[Household]:
    """Families whose income a head, in the newest survey, is at least what it was before."""
    return [each for each, survey in newest(rows) if _is_back(each, survey)]


def level(rows: Iterable[tuple[Household, LivingSurvey]]) -> Decimal | None:
    """Income now in percent of before, both a head and weighted by people: Σ / Σ, one decimal."""
    now = before = 0
    for household, survey in rows:
        now += survey.income_fen
        before += (household.before_fen or 0) * survey.people
    return rate(now, before)


def _is_back(household: Household, survey: LivingSurvey) -> bool:
    return survey.income_fen >= (household.before_fen or 0) * survey.people
