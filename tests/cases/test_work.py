"""我的工作: what waits in any room, the clock that runs out first at the top."""

from datetime import timedelta

from sanan.cases import actions
from sanan.cases.models import Case
from sanan.cases.queries.work import waiting
from sanan.kit import manifest
from sanan.process.work import WorkItem, work_of

from .conftest import MONDAY, County

HOUR = timedelta(hours=1)


def given(county: County, text: str) -> Case:
    case = county.open(text, contact_phone="13800000001").case
    actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads, at=MONDAY
    )
    actions.sign(case=case, by=county.handler, at=MONDAY)
    return case


def test_a_first_contact_is_a_clock_of_its_own(county: County) -> None:
    spoken, silent = given(county, "路面有坑"), given(county, "路灯不亮")
    actions.contact(case=spoken, by=county.handler, reached=True, at=MONDAY + HOUR)
    found = work_of(county.handler, MONDAY + HOUR)
    assert [(item.title, str(item.do), item.due_at) for item in found] == [
        ("路灯不亮", "记下已联系", silent.contact_due_at),
        ("路面有坑", "答复", spoken.due_at),
    ]
    assert silent.contact_due_at < spoken.due_at


def test_the_dispatcher_sees_the_whole_clock_and_the_next_step(county: County) -> None:
    case = county.open("路灯不亮").case
    (item,) = waiting(county.dispatcher, MONDAY)
    assert (item.title, str(item.do), item.due_at) == ("路灯不亮", "派单", case.due_at)
    assert item.href == f"/staff/cases/{case.code}/"
    assert list(waiting(county.stranger, MONDAY)) == []


def test_cases_take_two_statements_however_many(county: County, django_assert_num_queries) -> None:
    for n in range(3):
        given(county, f"路灯第{n}盏不亮")
    list(waiting(county.handler, MONDAY))
    with django_assert_num_queries(2):
        assert len(list(waiting(county.handler, MONDAY))) == 3


def test_other_rooms_stand_in_the_same_list(enter, county: County, monkeypatch) -> None:
    county.open("路灯不亮")
    other = WorkItem("x", "该公开的账", "/staff/powers/tasks/1/", "待签字", "签字", due_at=MONDAY)
    rooms = manifest.loaded

    def loaded(part):
        return (
            [*rooms(part), lambda _person, _now: [other]]
            if part(manifest.Room(name="", title="", work=["x"]))
            else rooms(part)
        )

    monkeypatch.setattr(manifest, "loaded", loaded)
    page = enter(county.dispatcher).get("/staff/").content.decode()
    assert page.index("该公开的账") < page.index("路灯不亮")
