"""What residents read about where they live: their village, this month's figures, nearby places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.cases.enums import State
from sanan.cases.models import Case, CaseQuerySet
from sanan.cases.queries import rates, track
from sanan.cases.queries.search import matching
from sanan.kit import dates
from sanan.kit.periods import Period
from sanan.kit.tones import Tone
from sanan.places.enums import PlaceKind
from sanan.places.maps import Feature, Map, spot
from sanan.places.models import Place

MONTHS = 12
ON_MAP = 300
ABOUT = 3
"""Digits of a degree that neighbours see: a hundred metres, as in `similar`."""

ON_MAP_LEGEND = {
    Tone.DONE: gettext_lazy("办好了"),
    Tone.SOON: gettext_lazy("在办"),
    Tone.LATE: gettext_lazy("超过期限"),
    Tone.REST: gettext_lazy("没有受理或撤回了"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """Three figures of the first page."""

    said: int
    closed: int
    satisfaction: Decimal | None


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate as the page shows it: its name, its value, what it means, the counts behind it.

    `counts` are (what, how many, the figure's name that opens the list).
    """

    name: str
    value: Decimal | None
    means: str
    counts: Sequence[tuple[str, int, str]]


def village_of(place: Place) -> Place:
    """The village that `place` lies in, or `place` itself where it stands above villages."""
    if place.kind in {PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE}:
        return place
    step = Place.steplen
    above = [place.path[:end] for end in range(step, len(place.path), step)]
    found: Place | None = Place.objects.filter(path__in=above, kind=PlaceKind.VILLAGE).first()
    return found or place


def short_name(place: Place, village: Place) -> str:
    """How neighbours call it: from the village down, without county and township."""
    inside = place.full_name.rpartition(village.spoken)[2] if place.pk != village.pk else ""
    return f"{village.spoken} {inside}".strip()


def month(place: Place, period: Period) -> Month:
    """What was said and closed in a month, and how satisfied people were."""
    return Month(
        said=_opened(place, period).count(),
        closed=_closed(place, period).count(),
        satisfaction=rates.three_rates(place, period).satisfaction,
    )


def three_rates(place: Place, period: Period) -> tuple[int, list[Rate]]:
    """How many cases count, and the three rates with their definitions."""
    r = rates.three_rates(place, period)
    return r.revisited, [
        Rate(
            _("联系得快不快（响应率）"),
            r.response,
            _("回访过的事里，有多少件按时联系了说事的人。"),
            [(_("按时联系"), r.contacted, "contacted"), (_("回访过"), r.revisited, "revisited")],
        ),
        Rate(
            _("解决了没有（解决率）"),
            r.resolution,
            _("回答了“解决了吗”的人里，有多少说解决了。"),
            [
                (_("说解决了"), r.resolved, "resolved"),
                (_("回答了"), r.answered_resolved, "answered_resolved"),
            ],
        ),
        Rate(
            _("满不满意（满意率）"),
            r.satisfaction,
            _("回答了“满意吗”的人打的分：满意 1 分，基本满意 0.8 分，一般 0.6 分，不满意 0 分。"),
            [
                (_("满意或基本满意"), _content(r), "satisfied"),
                (_("回答了"), r.answered_satisfied, "answered_satisfied"),
            ],
        ),
    ]


def figure_cases(place: Place, period: Period, figure: str) -> CaseQuerySet:
    """The cases that a figure counts: of the three rates, or `said` and `closed` of a month."""
    if figure == "said":
        return _opened(place, period)
    if figure == "closed":
        return _closed(place, period)
    return rates.counted(place, period, figure)


def searched(cases: CaseQuerySet, words: str) -> CaseQuerySet:
    """Those of the public `cases` whose released wording holds the words.

    The index covers what was really said; the released wording is checked again, so that no search
    tells what was masked.
    """
    for word in words.split()[:5]:
        cases = matching(cases, word).filter(_in_public(word))
    return cases


def on_map(place: Place, cases: CaseQuerySet, at: datetime) -> Map | None:
    """The newest of the public `cases` that said where, to about a hundred metres; None if none."""
    located = cases.filter(lat__isnull=False)[:ON_MAP]
    features = [_marked(c, c.lat, c.lon, at) for c in located if c.lat and c.lon]
    if not features:
        return None
    return Map(
        features,
        _("%(place)s公开的事在哪里") % {"place": place.spoken},
        legend=ON_MAP_LEGEND,
        ground=place.code,
        listed=False,
    )


def _marked(case: Case, lat: float, lon: float, at: datetime) -> Feature:
    """A case as neighbours may see it on a map."""
    return spot(
        case.public_title,
        round(lat, ABOUT),
        round(lon, ABOUT),
        href=reverse("cases:public", args=[case.code]),
        note=f"{track.stands_for_all(case)} · {dates.day(case.opened_at)}",
        tone=track.tone(case, at),
    )


def months(today: date) -> list[tuple[str, str]]:
    """The last twelve months, newest first: for the address, and as people say them."""
    first = today.replace(day=1)
    found = []
    for back in range(MONTHS):
        index = first.year * 12 + first.month - 1 - back
        year, month = divmod(index, 12)
        found.append((f"{year}-{month + 1:02d}", _("%(y)d年%(m)d月") % {"y": year, "m": month + 1}))
    return found


def today() -> date:
    """The local day."""
    return timezone.localdate()


def _in_public(word: str) -> Q:
    return Q(public_title__icontains=word) | Q(public_text__icontains=word) | Q(code__iexact=word)


def _content(r: rates.ThreeRates) -> int:
    return r.answers.get("satisfied", 0) + r.answers.get("mostly", 0)


def _opened(place: Place, period: Period) -> CaseQuerySet:
    return _between(place, "opened_at", period.start, period.end)


def _closed(place: Place, period: Period) -> CaseQuerySet:
    return _between(place, "closed_at", period.start, period.end).filter(state=State.CLOSED)


def _between(place: Place, column: str, start: datetime, end: datetime) -> CaseQuerySet:
    cases = Case.objects.within(place)
    return cases.filter(**{f"{column}__gte": start, f"{column}__lt": end})
