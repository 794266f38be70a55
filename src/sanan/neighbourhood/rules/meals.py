"""What is paid of a meal: the highest tier that the elder's age on that day has reached."""

from datetime import date

from sanan.neighbourhood.models import Diner, Meal, SubsidyTier


def age_on(born_on: date, day: date) -> int:
    """Whole years on a day; whoever was born on 29 February is a year older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def subsidy_of(meal: Meal, diner: Diner) -> int:
    """Fen paid of this meal for this elder, never more than it costs.

    Of the tiers in force: those set last, on or before the day of the meal.
    """
    rows = SubsidyTier.objects.filter(centre=meal.centre_id, since_on__lte=meal.day)
    newest = rows.order_by("-since_on").values_list("since_on", flat=True).first()
    if newest is None:
        return 0
    age = age_on(diner.born_on, meal.day)
    reached = rows.filter(since_on=newest, from_age__lte=age).order_by("-from_age").first()
    return min(reached.subsidy, meal.price) if reached else 0
