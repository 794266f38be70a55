"""Each figure opens exactly the rows it counts, for whoever sees it."""

import pytest
import time_machine
from django.test import Client

from sanan.people.models import Person

from .conftest import NOW
from .figures import figures, rows_at

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


@pytest.mark.everywhere
@pytest.mark.django_db
@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("who", SEEING)
@time_machine.travel(NOW, tick=False)
def test_every_figure_opens_what_it_counts(who, settings):
    settings.STAFF_SECOND_FACTOR = False
    client = Client()
    client.force_login(Person.objects.get(username=who))
    wrong, seen = [], 0
    for figure in figures(client):
        seen += 1
        rows, sums = rows_at(client, figure.leads, figure.number)
        if rows not in {figure.number, *figure.parts} and figure.number not in sums:
            wrong.append(f"{figure.page}: {figure.words} → {rows} rows at {figure.leads}")
    assert "\n".join(wrong) == ""
    assert seen >= FEWEST
