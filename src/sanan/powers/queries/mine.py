"""Questions on what was disclosed among what a phone or a number started."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from sanan.people.models import Person
from sanan.powers.models import Question
from sanan.powers.rules import questions
from sanan.slips.declare import Item, Kind


def _items(given: Sequence[str]) -> Iterable[Item]:
    for question in Question.objects.filter(token__in=given).select_related("place"):
        yield Item(
            question.token,
            Truncator(question.text).chars(60),
            reverse("powers:question", args=[question.token]),
            question.get_state_display(),
            question.asked_at,
            question.place.spoken,
            questions.QUESTION.tone(question.state),
        )


def _of(person: Person) -> Iterable[str]:
    mine = Question.objects.filter(person=person).order_by("-asked_at")
    return mine.values_list("token", flat=True)


QUESTION = Kind("question", _("问的账和事"), _items, _of)
