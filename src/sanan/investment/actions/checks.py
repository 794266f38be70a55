"""What several verbs of this room ask of what they are given."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from sanan.kit import dates
from sanan.kit.errors import Invalid


def past(on: date, at: datetime, field: str) -> date:
    """A day that is not to come. Raises `Invalid`."""
    if on > dates.local_day(at):
        sentence = _("%(day)s还没有到，请核对日期。将来的事等办成了再登记。")
        raise Invalid(sentence % {"day": dates.period(on.isoformat())}, "future", field=field)
    return on


def not_before(on: date, earliest: date | None, what: str, field: str) -> date:
    """A day not before another, which `what` names. Raises `Invalid`."""
    if earliest is not None and on < earliest:
        sentence = _("%(day)s早于%(what)s（%(earliest)s），请核对日期。")
        told = {
            "day": dates.period(on.isoformat()),
            "what": what,
            "earliest": dates.period(earliest.isoformat()),
        }
        raise Invalid(sentence % told, "too_early", field=field)
    return on


def not_after(on: date, latest: date | None, what: str, field: str) -> date:
    """A day not after another, which `what` names. Raises `Invalid`."""
    if latest is not None and on > latest:
        sentence = _("%(day)s晚于%(what)s（%(latest)s），请核对日期。")
        told = {
            "day": dates.period(on.isoformat()),
            "what": what,
            "latest": dates.period(latest.isoformat()),
        }
        raise Invalid(sentence % told, "too_late", field=field)
    return on


def positive(amount: int | None, field: str) -> int:
    """Money above nought, in fen. Raises `Invalid`."""
    if amount is None or amount <= 0:
        raise Invalid(_("金额要大于 0。减少的，请用“更正”写明原因。"), "not_positive", field=field)
    return amount
