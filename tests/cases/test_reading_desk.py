"""The workbench: suggestions with reasons, one key, many at once, and how often they were right."""

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanan.cases import actions
from sanan.cases.enums import Urgency
from sanan.cases.models import Case, Category, Request
from sanan.cases.queries import accuracy, gazetteer, handlers, hints
from sanan.insight.reasons import whole_words
from sanan.kit import clock
from sanan.kit.periods import Period
from sanan.ledger.models import Entry
from sanan.people.enums import OrgKind
from sanan.people.models import Duty, Org
from sanan.places.models import Place

from .conftest import MONDAY

DAY = timedelta(days=1)
YEAR = Period.read("year", date(2026, 12, 31))


@pytest.fixture
def categories(county):
    water = Category.objects.create(code="07", name="城乡建设")
    Duty.objects.create(org=county.water, category="07", text="供水和管网维修")
    return {"交通运输": county.roads, "城乡建设": water}


def suggest(case, label="交通运输", probability=0.95, urgency="ordinary", words=("土方车",)):
    first = {"label": label, "probability": probability, "words": list(words)}
    case.suggested = {"categories": [first], "urgency": urgency, "signs": ["着火"]}
    case.save(update_fields=["suggested"])
    return case


def page_of(enter, county, case):
    return enter(county.dispatcher).get(f"/staff/cases/{case.code}/")


def test_one_key_confirms_the_category_with_its_reason(enter, county, categories):
    case = suggest(county.open(at=MONDAY).case)
    page = page_of(enter, county, case)
    first = page.context["hints"][0]
    assert (first.value, first.sure, first.why, first.key) == (
        "交通运输",
        "95%",
        "说到了：土方",
        "y",
    )
    assert 'data-key="y"' in page.content.decode()
    before = Entry.objects.count()
    done = enter(county.dispatcher).post(f"/staff/cases/{case.code}/classify/", first.confirm)
    assert done.status_code == 302
    case.refresh_from_db()
    assert (case.category, Entry.objects.count()) == (county.roads, before + 1)
    again = page_of(enter, county, case).context["hints"]
    assert [hint for hint in again if hint.label == "类别"] == []


@pytest.mark.parametrize(("probability", "sure"), [(0.79, False), (0.8, True)])
def test_what_is_not_sure_is_not_offered(enter, county, categories, probability, sure):
    case = suggest(county.open(at=MONDAY).case, probability=probability)
    page = page_of(enter, county, case)
    form = page.context["opened"].form
    assert [hint.key for hint in page.context["hints"] if hint.label == "类别"] == ["y"] * sure
    assert form["category"].value() == (county.roads.pk if sure else None)
    assert form["to"].value() == (county.traffic.pk if sure else None)
    assert ('label="建议的"' in page.content.decode()) == sure
    sent = {"verb": "dispatch", "urgency": "ordinary", "nature": "help"}
    refused = enter(county.dispatcher).post(f"/staff/cases/{case.code}/dispatch/", sent)
    assert refused.status_code == 422


def decide(case, *, sure=0.9, to, category="03"):
    case.suggested = {
        "categories": [{"label": "城乡建设", "probability": 0.99, "words": []}],
        "offer": {
            "category": category,
            "to": to.code,
            "sure": sure,
            "words": ["土方车"],
            "nature": "",
        },
    }
    case.save(update_fields=["suggested"])
    return case


def test_category_and_unit_are_one_offer_that_fills_the_form(enter, county, categories):
    other = Org.objects.create(name="公路站", kind=OrgKind.DEPARTMENT, place=county.township)
    Duty.objects.create(org=other, category="03", text="公路养护")
    case = decide(county.open(at=MONDAY).case, to=other)
    page = page_of(enter, county, case)
    offer = page.context["hints"][0]
    assert (offer.label, offer.value, offer.sure, offer.key) == (
        "类别和单位",
        "交通运输，派给公路站",
        "90%",
        "y",
    )
    assert offer.why == "说到了：土方车；职责清单：公路养护"
    assert [h.label for h in page.context["hints"]].count("承办单位") == 0
    assert "就这样派" in page.content.decode()
    for form in (
        page.context["opened"].form,
        enter(county.dispatcher).get(offer.link.partition("#")[0]).context["form"],
    ):
        assert str(form["category"].value()) == str(county.roads.pk)
        assert str(form["to"].value()) == str(other.pk)


def test_an_offer_in_doubt_or_without_its_duty_is_none(enter, county, categories):
    for case in (
        decide(county.open(at=MONDAY).case, to=county.traffic, sure=0.64),
        decide(county.open(at=MONDAY).case, to=county.traffic, category="gone"),
        decide(
            county.open(at=MONDAY).case,
            to=Org.objects.create(name="撤了的站", kind=OrgKind.DEPARTMENT, place=county.township),
        ),
    ):
        assert [
            h.label for h in hints.hints(case) if h.label in {"类别", "类别和单位", "承办单位"}
        ] == []
        form = page_of(enter, county, case).context["opened"].form
        assert (form["category"].value(), form["to"].value()) == (None, None)


def test_what_stands_now_counts_of_the_offers_and_a_return_counts_against(county, categories):
    other = Org.objects.create(name="公路站", kind=OrgKind.DEPARTMENT, place=county.township)
    Duty.objects.create(org=other, category="03", text="公路养护")
    sent = {"by": county.dispatcher, "category": county.roads, "at": MONDAY}
    right, back, unsure = (
        decide(county.open(at=MONDAY).case, to=county.traffic, sure=sure)
        for sure in (0.9, 0.8, 0.5)
    )
    for case in (right, back, unsure):
        actions.dispatch(case=case, to=county.traffic, **sent)
    county.open(at=MONDAY)  # nobody decided it: not counted
    actions.request_return(
        case=back, by=county.handler, reason="not_our_duty", text="归公路站", at=MONDAY
    )
    waiting = accuracy.decisions(county.county, YEAR)
    assert waiting == accuracy.Decisions(2, 1, 1, 1)
    actions.adjudicate(
        case=back, by=county.dispatcher, granted=True, answer="改派", to=other, at=MONDAY
    )
    found = accuracy.decisions(county.county, YEAR)
    assert found == accuracy.Decisions(3, 2, 1, 2)
    assert (found.offered_share, found.units_share) == (Decimal("66.7"), Decimal("50.0"))


def test_the_page_tells_how_the_offers_fared(enter, county, categories):
    case = decide(county.open(at=clock.now()).case, to=county.traffic)
    actions.dispatch(case=case, to=county.traffic, by=county.dispatcher, category=county.roads)
    page = enter(county.leader).get("/staff/reading/accuracy/").content.decode()
    assert "1 件，占 100.0%" in page
    assert "把握不到 65% 的不给建议" in page


def test_nothing_is_offered_that_no_unit_here_could_lead(county, categories):
    """The duty list decides: who could not be given it is not suggested, nor what it is about."""
    Duty.objects.filter(category="07").delete()
    case = suggest(county.open(at=MONDAY).case, label="城乡建设")
    assert [(hint.label, hint.value) for hint in hints.hints(case)] == []


def test_a_suggestion_never_overwrites_a_person(enter, county, categories):
    case = suggest(county.open(at=MONDAY).case, label="城乡建设", urgency="danger")
    first, urgent = page_of(enter, county, case).context["hints"][:2]
    url = f"/staff/cases/{case.code}/classify/"
    actions.classify(case=case, by=county.dispatcher, category=county.roads, at=MONDAY)
    for late in (first.confirm, urgent.confirm):
        answer = enter(county.dispatcher).post(url, late)
        assert (answer.status_code, "已经有人定过了" in answer.content.decode()) == (422, True)
    case.refresh_from_db()
    assert (case.category, case.urgency) == (county.roads, Urgency.ORDINARY)
    assert page_of(enter, county, case).context["hints"][0].label != "类别"


def test_the_timeline_says_from_what_to_what(enter, county, categories):
    case = county.open(at=MONDAY, category=county.roads).case
    actions.classify(
        case=case,
        by=county.dispatcher,
        category=categories["城乡建设"],
        urgency="danger",
        at=MONDAY,
    )
    page = page_of(enter, county, case).content.decode()
    assert "类别 交通运输 → 城乡建设" in page
    assert "紧急程度 一般 → 危险" in page


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (["斑马线"], ["斑马线"]),
        (["子过"], []),  # a scrap
        (["孩子过", "斑马线"], ["孩子", "斑马线"]),
        (["不在里面"], []),
    ],
)
def test_reasons_are_words(pieces, words):
    assert whole_words("土方车多，孩子过路没有斑马线", pieces) == words


def test_urgency_is_confirmed_without_touching_the_category(enter, county, categories):
    case = suggest(county.open(at=MONDAY).case, urgency="danger")
    urgent = next(h for h in page_of(enter, county, case).context["hints"] if h.value == "危险")
    enter(county.dispatcher).post(f"/staff/cases/{case.code}/classify/", urgent.confirm)
    case.refresh_from_db()
    assert (case.urgency, case.category) == (Urgency.DANGER, None)


def test_whoever_may_not_decide_gets_no_button(enter, county, categories):
    case = suggest(county.open(at=MONDAY).case)
    page = enter(county.grid_worker).get(f"/staff/cases/{case.code}/").content.decode()
    assert "交通运输" in page
    assert 'data-key="y"' not in page


def test_units_are_suggested_with_duty_and_history(county, categories):
    other = Org.objects.create(name="公路站", kind=OrgKind.DEPARTMENT, place=county.township)
    Duty.objects.create(org=other, category="03", text="公路养护")
    for n in range(3):
        Case.objects.filter(pk=county.open(at=MONDAY).case.pk).update(
            state="closed", handler=other, category=county.roads, closed_at=MONDAY + n * DAY
        )
    case = suggest(county.open("路面有坑要修", at=MONDAY).case)
    found = handlers.handlers(case, {"03": 0.9}, at=MONDAY + 5 * DAY)
    assert [(one.name, one.why.split("；")[0]) for one in found] == [
        ("公路站", "职责清单：公路养护"),
        ("交通办", "职责清单：辖区道路交通安全"),
    ]
    assert "近来办过这类 3 件" in found[0].why


def test_what_a_unit_sent_back_counts_against_it(county, categories):
    other = Org.objects.create(name="公路站", kind=OrgKind.DEPARTMENT, place=county.township)
    Duty.objects.create(org=other, category="03", text="公路养护")
    text = "蒲坂路土方车多，学生过路危险"
    for _ in range(3):
        case = county.open(text, at=MONDAY).case
        dispatched = {"by": county.dispatcher, "category": county.roads, "at": MONDAY}
        actions.dispatch(case=case, to=county.traffic, **dispatched)
        actions.request_return(
            case=case, by=county.handler, reason="not_our_duty", text="归公路站", at=MONDAY
        )
        actions.adjudicate(
            case=case, by=county.dispatcher, granted=True, answer="改派", to=other, at=MONDAY
        )
    assert Request.objects.filter(decision="granted").count() == 3
    found = handlers.handlers(county.open(text, at=MONDAY).case, {"03": 0.9}, at=MONDAY + DAY)
    assert [one.name for one in found] == ["公路站", "交通办"]
    assert "退过这类 3 件" in found[1].why


def test_a_unit_elsewhere_or_without_the_duty_is_never_suggested(county, categories):
    case = county.open(at=MONDAY).case
    assert [one.org_id for one in handlers.handlers(case, {"03": 0.9})] == [county.traffic.pk]
    assert handlers.handlers(case, {"99": 0.9}) == []
    assert handlers.handlers(case, {}) == []


def test_the_dispatch_form_stands_on_the_unit_chosen_from_a_hint(enter, county, categories):
    case = suggest(county.open(at=MONDAY).case)
    link = next(h.link for h in page_of(enter, county, case).context["hints"] if h.link)
    form = enter(county.dispatcher).get(link.partition("#")[0]).context["form"]
    assert str(form["to"].value()) == str(county.traffic.pk)


def test_another_place_named_in_the_text_is_shown(enter, county):
    township = Place.objects.get(pk=county.township.pk)
    Place.objects.add_child(
        township, {"name": "蒲坂村委会", "kind": "village", "code": "350526100202"}
    )
    gazetteer.forget()
    case = county.open("蒲坂村的水渠堵了", at=MONDAY).case
    told = {(h.label, h.value, h.why) for h in hints.hints(case)}
    assert ("地点", "蒲坂村委会", "文中说到“蒲坂村”") in told
    same = county.open("祥安社区的路灯坏了", at=MONDAY).case
    assert [h for h in hints.hints(same) if h.label == "地点"] == []


def test_a_house_on_a_street_that_cases_name_is_shown_with_its_village(county):
    township = Place.objects.get(pk=county.township.pk)
    other = Place.objects.add_child(
        township, {"name": "蒲坂村委会", "kind": "village", "code": "350526100202"}
    )
    there = [actions.open_case(text="路灯坏了", place=other, door="web", at=MONDAY) for _ in "1234"]
    Case.objects.filter(pk__in=[one.case.pk for one in there]).update(address="龙浔路5号")
    gazetteer.forget()
    case = county.open("龙浔路12号之2的水管漏了", at=MONDAY).case
    told = [(h.value, h.why) for h in hints.hints(case) if h.label == "地点"]
    assert told == [("蒲坂村委会", "文中说到“龙浔路12号之2”")]


def test_the_certain_ones_are_confirmed_together_each_on_its_own(enter, county, categories):
    sure = [suggest(county.open(f"土方车{n}", at=MONDAY).case) for n in range(3)]
    unsure = suggest(county.open("说不清", at=MONDAY).case, probability=0.6)
    unknown = suggest(county.open("别的", at=MONDAY).case, label="没有这一类")
    browser = enter(county.dispatcher)
    found = browser.get("/staff/reading/").context["found"]
    assert {one.case for one in found} == set(sure)
    chosen = {"case": [one.chosen for one in found]}
    before = Entry.objects.count()
    preview = browser.post("/staff/reading/", chosen).context
    assert (len(preview["will"]), preview["stage"]) == (3, "preview")
    assert (Entry.objects.count(), Case.objects.filter(category=None).count()) == (before, 5)
    done = browser.post("/staff/reading/", {**chosen, "go": "1"}).context
    assert (len(done["will"]), done["stage"]) == (3, "done")
    assert Entry.objects.count() == before + 3
    assert set(Case.objects.filter(category=county.roads)) == set(sure)
    assert set(Case.objects.filter(category=None)) == {unsure, unknown}
    assert browser.get("/staff/reading/").context["found"] == []


def test_where_there_is_a_desk_its_decisions_are_confirmed_and_no_other(enter, county, categories):
    sure = decide(county.open(at=MONDAY).case, to=county.traffic, sure=0.92)
    decide(county.open(at=MONDAY).case, to=county.traffic, sure=0.89)  # its category is 99 % sure
    found = enter(county.dispatcher).get("/staff/reading/").context["found"]
    assert [(one.case, one.category, one.sure) for one in found] == [(sure, county.roads, 92)]


def test_what_moved_on_meanwhile_is_told_and_left(enter, county, categories):
    case = suggest(county.open(at=MONDAY).case)
    browser = enter(county.dispatcher)
    chosen = {"case": [one.chosen for one in browser.get("/staff/reading/").context["found"]]}
    actions.decline(case=case, by=county.dispatcher, reason="beyond", text="请找邻县")
    done = browser.post("/staff/reading/", {**chosen, "go": "1"}).context
    assert ([one for one, _no in done["will_not"]], done["will"]) == ([case], [])
    nonsense = {"case": ["", ":", "x:y", f"{case.code}:nope"], "go": "1"}
    assert browser.post("/staff/reading/", nonsense).status_code == 200


@pytest.mark.parametrize(
    ("asked", "sure"), [("80", 80), ("95", 95), ("", 90), ("1", 90), ("x", 90)]
)
def test_the_threshold_is_stated(enter, county, asked, sure):
    page = enter(county.dispatcher).get("/staff/reading/", {"sure": asked})
    assert (page.context["sure"], f"{sure}%" in page.content.decode()) == (sure, True)


def test_only_a_dispatcher_confirms(enter, county):
    assert enter(county.handler).get("/staff/reading/").status_code == 404
    assert enter(county.leader).get("/staff/reading/").status_code == 404


def test_accuracy_is_counted_by_category_and_month(enter, county, categories):
    right, wrong = [suggest(county.open(at=MONDAY).case) for _ in range(2)]
    decided = {"by": county.dispatcher, "at": MONDAY}
    actions.accept(case=right, category=county.roads, **decided)
    actions.accept(case=wrong, category=categories["城乡建设"], **decided)
    actions.dispatch(case=right, to=county.traffic, by=county.dispatcher, at=MONDAY + 40 * DAY)
    assert accuracy.by_category(county.county, YEAR) == [accuracy.Right("交通运输", 2, 1)]
    assert accuracy.by_month(county.county, YEAR) == [
        accuracy.Right("2026-03", 1, 0),
        accuracy.Right("2026-04", 1, 1),
    ]
    assert accuracy.whole(accuracy.by_category(county.county, YEAR)).share == Decimal("50.0")


def test_accuracy_of_nothing_says_what_would_appear(enter, county):
    page = enter(county.leader).get("/staff/reading/accuracy/").content.decode()
    assert "还没有人定过" in page


def test_a_thin_reply_is_advised_on_and_never_held_up(enter, county):
    case = county.open(at=MONDAY).case
    now = clock.now()
    case = actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads, at=now
    )
    actions.sign(case=case, by=county.handler)
    actions.contact(case=case, by=county.handler, reached=True)
    browser, url = enter(county.handler), f"/staff/cases/{case.code}/reply/"
    thin = {"public_text": "您反映的问题已转交相关部门。"}
    asked = browser.post(url, {**thin, "check": "1"})
    page = asked.content.decode()
    assert (asked.status_code, case.timeline.filter(verb="reply").exists()) == (200, False)
    assert [word for word in ("只说已转办", "没有说何时办结", "只看字面") if word not in page] == []
    assert thin["public_text"] in page
    assert browser.post(url, thin).status_code == 302
    step = case.timeline.get(verb="reply")
    assert set(step.data["faults"]) >= {"only_forwarded", "no_time"}
    shown = browser.get(f"/staff/cases/{case.code}/").content.decode()
    assert "只说已转办" in shown


def test_a_full_reply_leaves_at_once(enter, county):
    case = county.open(at=MONDAY).case
    case = actions.dispatch(
        case=case, to=county.traffic, by=county.dispatcher, category=county.roads
    )
    actions.sign(case=case, by=county.handler)
    actions.contact(case=case, by=county.handler, reached=True)
    text = "3月4日，浔中镇交通办已在蒲坂路学生过路的路口装好减速带，土方车四点后不出车。"
    answer = enter(county.handler).post(f"/staff/cases/{case.code}/reply/", {"public_text": text})
    assert answer.status_code == 302
    assert case.timeline.get(verb="reply").data["faults"] == []


def test_personal_data_is_marked_before_anything_is_released(enter, county):
    text = "我叫王小明，电话13800000001，蒲坂路土方车多"
    case = county.open(text, at=MONDAY, contact_name="王小明").case
    browser, url = enter(county.dispatcher), f"/staff/cases/{case.code}/publish/"
    page = browser.get(url)
    assert "<mark>13800000001</mark>" in page.content.decode()
    form = page.context["form"]
    masked = form["text"].value()
    assert ("13800000001" in masked, "王小明" in masked) == (False, False)
    sent = {"title": form["title"].value(), "text": text}
    refused = browser.post(url, sent)
    assert (refused.status_code, "还能看到：" in refused.content.decode()) == (422, True)
    case.refresh_from_db()
    assert case.published_at is None
    assert browser.post(url, {**sent, "text": masked}).status_code == 302
    case.refresh_from_db()
    assert (case.public_text, case.published_at is not None) == (masked, True)


def test_an_exported_list_covers_personal_data(enter, county):
    county.open("电话13800000001，蒲坂路土方车多", at=MONDAY)
    content = enter(county.dispatcher).get("/staff/cases/?group=all&xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not any("13800000001" in cell for cell in cells)
    assert any("土方车" in cell for cell in cells)


@pytest.mark.parametrize(
    "text",
    [
        "路",
        "🚗" * 50,
        "a" * 20_000,
        "路" * 20_000,
        "<script>停水</script>",
        "蒲坂路土方車多",
        "puban lu tingshui",
        "同上。" * 500,
    ],
)
def test_any_text_is_read_and_shown(enter, county, categories, text):
    case = county.open(text, at=MONDAY).case
    actions.read_unread([case])
    assert set(case.suggested) >= {"categories", "urgency"}
    assert page_of(enter, county, case).status_code == 200


def test_the_case_page_asks_as_much_with_many_neighbours(enter, county, categories):
    case = suggest(county.open(at=MONDAY).case)
    browser, url, counts = enter(county.dispatcher), f"/staff/cases/{case.code}/", []
    for _ in range(2):
        for n in range(3):
            county.open(f"蒲坂路土方车多，第{n}天", at=MONDAY)
        browser.get(url)
        with CaptureQueriesContext(connection) as asked:
            browser.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_form_follows_the_category_and_keeps_a_unit_that_may_lead_it(enter, county, categories):
    other = Org.objects.create(name="公路站", kind=OrgKind.DEPARTMENT, place=county.township)
    Duty.objects.create(org=other, category="03", text="公路养护")
    case = county.open(at=MONDAY).case
    url = f"/staff/cases/{case.code}/dispatch/"

    def unit(**chosen):
        form = enter(county.dispatcher).get(url, chosen, headers={"HX-Request": "true"})
        return form.context["opened"].form["to"].value()

    water = categories["城乡建设"].pk
    assert unit(category=water) == county.water.pk  # the only one that leads it
    assert str(unit(category=county.roads.pk, to=other.pk)) == str(other.pk)
    assert str(unit(category=water, to=other.pk)) == str(county.water.pk)
