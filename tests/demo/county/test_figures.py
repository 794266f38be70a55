"""Each figure opens exactly the rows it counts, for whoever sees it.

The first figure that leads to a list opens its page; where others lead to the same list, its rows are
counted without the page around them, and the page is opened only where that count differs.
"""

import pytest
import time_machine
from django.test import Client
from tests.browser.pages import route_of

from sanan.people.models import Person

from .conftest import NOW
from .figures import figures, rows_at, rows_listed

SEEING = {
    "huangzhiyuan": "leader",
    "zhouming": "auditor",
    "xuwen": "dispatcher",
    "dongli": "handler",
    "laichunsheng": "cadre",
    "xugongzheng": "supervisor",
    "zengmin": "discipline",
    "zhuangyuan": "investment officer",
    "yejianqiu": "inspection office",
    "linxiangmu": "project officer",
    "zhengxiaoqin": "grid worker",
    "yccivil": "governance centre",
    "linxiaoqing": "community of an estate",
    "fulin": "property company",
}
FEWEST = 10


@pytest.mark.django_db
@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("who", SEEING)
@time_machine.travel(NOW, tick=False)
def test_every_figure_opens_what_it_counts(who, settings):
    settings.STAFF_SECOND_FACTOR = False
    client, person = Client(), Person.objects.get(username=who)
    client.force_login(person)
    wrong, seen, opened = [], 0, set()
    for figure in figures(client):
        seen += 1
        route = route_of(figure.leads)
        right = {figure.number, *figure.parts}
        if route in opened and rows_listed(person, figure.leads) in right:
            continue
        opened.add(route)
        rows, sums = rows_at(client, figure.leads, figure.number)
        if rows not in right and figure.number not in sums:
            wrong.append(f"{figure.page}: {figure.words} → {rows} rows at {figure.leads}")
    assert "\n".join(wrong) == ""
    assert seen >= FEWEST
