"""ACC-36 to 39 as the demo county tells them."""

from decimal import Decimal

import pytest

from sanan.investment.enums import Metric
from sanan.investment.models import Agreement
from sanan.investment.queries import board, city
from sanan.investment.queries.counting import Scope, span_of
from sanan.people.models import Person
from sanan.places.models import Place

YI = 10**10


@pytest.mark.django_db
@pytest.mark.usefixtures("county")
def test_a_half_year_of_yongchun():
    who = Person.objects.get(username="yanguohui")
    here = Place.objects.get(code="350525000000")
    year, half = (Scope(who, here, span_of(key)) for key in ("2026", "2026H1"))
    assert year.measure(Metric.EVENTS) == 196
    signed = half.measure(Metric.SIGNED, "city")
    amount = half.measure(Metric.SIGNED_AMOUNT, "city")
    goals = {(p.task.metric, p.task.level): p for p in board.tasks(half)}
    assert signed == 28
    assert 2 * signed > goals["signed", "city"].task.target
    assert 200 * YI < amount < 210 * YI
    assert half.measure(Metric.BIG, "city") == 4
    assert goals["big", "city"].percent == Decimal("80.0")
    assert city.brief(half)[1:3] == [
        "市级签约项目 28 个，总投资超 200亿元，完成年度任务（50 个）过半（56%）。",
        "其中20亿元以上的 4 个，完成年度任务（5 个）的 80%。",
    ]
    assert Agreement.objects.filter(state="entered").count() == 2
