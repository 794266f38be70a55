"""Template tags that every page may use without loading them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html import escape
from typing import Any

from django import template
from django.db.models import Model
from django.template.base import TextNode, VariableNode
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from sanan.insight.private import covering
from sanan.kit import dates, rounding
from sanan.kit.amounts import spoken
from sanan.kit.tones import Tone
from sanan.places.models import Place
from sanan.process.declare import Process
from sanan.process.registry import processes
from sanan.web import menu

register = template.Library()


@register.filter
def money(fen: int) -> str:
    """Fen as people say it: 1250元, 3.5万元; in English ¥35,000.00."""
    return spoken(fen)


@register.filter
def covered(text: str) -> str:
    """Somebody's words as everyone may read them: names, homes and numbers of persons covered."""
    return covering.cover(text)


@register.filter
def figures_covered(text: str) -> str:
    """An authority's words as everyone may read them: numbers that lead to a person are covered."""
    return covering.cover_figures(text)


@register.filter
def plain(value: Decimal | None) -> str:
    """A number without the noughts that its column adds: 78 for 78.00."""
    return "" if value is None else f"{value.normalize():f}"


@register.filter
def yuan(fen: int) -> str:
    """Fen to the cent, as on a receipt: 1,250.00元; in English ¥1,250.00."""
    return rounding.yuan(fen) if _chinese() else rounding.figures(fen)


@register.filter
def beside(cells: Iterable[Any], heads: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a row with the head of its column, which a card shows beside it."""
    return list(zip(cells, heads, strict=False))


@register.filter
def amount(fen: int) -> int:
    """A sum without its sign, where a word says which way it went."""
    return abs(fen)


@register.filter
def moment(at: datetime | None) -> str:
    """A moment as people say it: 11月29日 23:58."""
    return dates.moment(at)


@register.filter
def day(on: date | datetime | None) -> str:
    """A day as people say it: 11月29日."""
    return dates.day(on)


@register.filter
def period(key: str) -> str:
    """A period by its key: 2026年10月 for 2026-10, 2026年第三季度 for 2026Q3."""
    return dates.period(key)


@register.filter
def until(first: date | None, last: date | None) -> str:
    """A span of days: 11月29日至12月4日."""
    return dates.span(first, last)


@register.simple_tag
def state(thing: Model, *, late: bool = False, word: str = "") -> SafeString:
    """How a thing of a process stands, in its colour; red where it is `late`.

    `word` says it in other words than its state's.
    """
    process = _process_of(type(thing))
    value = getattr(thing, process.field)
    tone = Tone.LATE if late else process.tone(value)
    return pill(word or process.states(value).label, tone)


@register.simple_tag
def pill(word: object, tone: str = Tone.REST) -> SafeString:
    """A word in the colour of what it means (`kit.tones`)."""
    return format_html('<span class="state state_{}">{}</span>', tone, word)


@cache
def _process_of(model: type[Model]) -> Process[Any]:
    return next(each for each in processes().values() if each.model is model)


@register.simple_tag
def our_village(place: Place) -> list[menu.Group]:
    """All that a place has, in the groups of 我们村."""
    return menu.village(place)


@register.simple_tag
def rows(found: Iterable[Mapping[str, Any]], name: str, **same: Any) -> SafeString:
    """Print the template `name` once for each mapping in `found`, escaped, in one pass.

    For lists of a hundred rows: a loop over `{% include %}` looks up and escapes each value through
    ten layers, which is most of such a page's time. The row's template may hold only text and plain
    `{{ names }}` of the mapping, or of `same`, which is equal in every row.
    Raises `TemplateSyntaxError` for anything else in it, `KeyError` for a name that a row lacks.
    """
    form = _form(get_template(name).template.nodelist, name)  # type: ignore[attr-defined] # Django's
    return form.printed(found, same)


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@dataclass(frozen=True, slots=True)
class _Form:
    text: str
    names: Sequence[str]

    def printed(self, found: Iterable[Mapping[str, Any]], same: Mapping[str, Any]) -> SafeString:
        same = {name: _plain(value) for name, value in same.items()}
        lines = [
            self.text % tuple([same[n] if n in same else _plain(row[n]) for n in self.names])
            for row in found
        ]
        return mark_safe("".join(lines))  # noqa: S308 - every value went through _plain


def _form(nodes: Iterable[Any], name: str) -> _Form:
    text, names = "", []
    for node in nodes:
        if isinstance(node, TextNode):
            text += node.s.replace("%", "%%")
        elif isinstance(node, VariableNode) and not node.filter_expression.filters:
            text += "%s"
            names.append(node.filter_expression.token)
        else:
            raise template.TemplateSyntaxError(f"{name}: only text and {{{{ names }}}} in a row")
    return _Form(text, names)


def _plain(value: Any) -> str:
    return value if type(value) is SafeString else escape(str(value))
