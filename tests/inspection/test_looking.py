"""Where to look, over the database: figures as they stood, what is missing, who decides, who may see."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from sanan.books.models import Account, Alert, BookEntry
from sanan.cases.models import Case
from sanan.imports.commands import open_for
from sanan.imports.taking import Terms as ImportTerms
from sanan.imports.taking import take_in
from sanan.inspection import actions
from sanan.inspection.enums import Indicator, TermsKind
from sanan.inspection.forms.table import FACTS
from sanan.inspection.models import IntegritySignal, Reckoning, Target, Terms, VillageFact
from sanan.inspection.queries import indicators, terms
from sanan.inspection.queries.backtest import past
from sanan.inspection.queries.desk import waiting
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.kit.sheets import write_sheet
from sanan.ledger.models import Entry
from sanan.places.models import Place
from sanan.process.models import TimelineEntry
from sanan.voices.models import Message

from .conftest import DAY, NOW

TODAY = NOW.date()
HEADS = ["村名", "截至日期", "常住人口", "上次巡察日期", "重大工程", "负债", "信访量"]


def url(name: str, *args: str) -> str:
    return reverse(f"inspection_staff:{name}", args=args)


@pytest.fixture
def six(bureau) -> list[Place]:
    """Six villages, so that they can be compared."""
    town = Place.objects.get(pk=bureau.town.pk)
    more = [{"name": f"溪{n}村", "kind": "village", "code": f"35052610622{n}"} for n in range(4)]
    made = [Place.objects.add_child(town, each) for each in more]
    for each in made:
        each.refresh_from_db()
    return [bureau.village, bureau.elsewhere, *made]


def told(bureau, tmp_path, lines, by=None):
    out = io.BytesIO()
    write_sheet(out, HEADS, lines)
    file = tmp_path / "facts.xlsx"
    file.write_bytes(out.getvalue())
    sheet = open_for([FACTS], file)
    return take_in(
        table=FACTS,
        rows=sheet.rows,
        columns=FACTS.match(sheet.headers),
        terms=ImportTerms(
            source="facts", at=NOW + DAY, place=bureau.county, by=by or bureau.office
        ),
    )


def complaint(village: Place, n: int, **more) -> Case:
    given = {"code": f"C{village.pk}{n}", "query_hash": f"h{village.pk}{n}", "door": "web"}
    given |= {"title": "路", "text": "路", "place": village, "village": village}
    given |= {"opened_at": NOW - 30 * DAY, "county": Place.objects.get(depth=1), **more}
    return Case.objects.create(**given)


def reckoned(bureau, **more) -> Reckoning:
    return actions.index.reckon(place=bureau.county, by=bureau.office, at=NOW, **more)


def test_what_nobody_told_is_missing_and_never_zero(bureau, six, tmp_path):
    found = indicators.figures(bureau.county, TODAY, months=12)
    assert {pk: {name for name, each in row.items() if each} for pk, row in found.items()} == {
        each.pk: {"years_since"} if each == bureau.village else set() for each in six
    }
    told(bureau, tmp_path, [["湖坂村", "2026-02-01", 900, None, 1200000, None, 0]])
    complaint(bureau.village, 1)
    complaint(bureau.village, 2, opened_at=NOW - 400 * DAY)
    row = indicators.figures(bureau.county, TODAY, months=12)[bureau.village.pk]
    assert (row["complaints"].count, row["complaints"].of) == (1, 900)
    assert (row["petitions"].count, row["big_projects"].count) == (0, 120)
    assert row["arrears"] is None
    assert row["red_alerts"] is None
    day_before = indicators.figures(bureau.county, date(2026, 1, 31), months=12)
    assert day_before[bureau.village.pk]["petitions"] is None


def test_a_village_that_keeps_its_books_here_has_alerts_to_count(bureau, six):
    account = Account.objects.create(
        place=bureau.village, name="基本户", kind="bank", opened_on=date(2025, 1, 1)
    )
    for n in range(4):
        BookEntry.objects.create(
            place=bureau.village,
            account=account,
            on=TODAY - 60 * DAY,
            direction="expense",
            category="office",
            amount=100_00,
            summary="办公",
            method="transfer",
            voucher_no=f"记-{n}",
            entered_at=NOW,
        )
    row = indicators.figures(bureau.county, TODAY, months=12)[bureau.village.pk]
    assert (row["no_voucher"].count, row["no_voucher"].of) == (4, 4)
    assert row["red_alerts"].count == 0
    alert(bureau.village)
    row = indicators.figures(bureau.county, TODAY, months=12)[bureau.village.pk]
    assert row["red_alerts"].count == 1
    actions.signals.look_for_signals(at=NOW)
    actions.signals.dismiss(
        signal=IntegritySignal.objects.get(), why="三笔是三件事", by=bureau.office, at=NOW
    )
    row = indicators.figures(bureau.county, TODAY, months=12)[bureau.village.pk]
    assert row["red_alerts"].count == 0


def alert(place: Place, subject: str = "a", **more) -> Alert:
    given = {"rule": "split_payment", "colour": "red", "text": "十五天内付了三笔", "shape": "1"}
    given |= {"rows": [["2026-02-01", "记-1", "某店"]], "raised_at": NOW, "seen_at": NOW, **more}
    return Alert.objects.create(place=place, subject=subject, **given)


def test_a_reckoning_keeps_every_term_and_a_person_decides_with_a_reason(bureau, six, tmp_path):
    lines = [
        [each.code, "2026-02-01", 500 + 100 * n, "2020-01-01", 10_000 * n, 1000 * n, n]
        for n, each in enumerate(six)
    ]
    assert told(bureau, tmp_path, lines).imported == 6
    found = reckoned(bureau)
    assert found.villages == 6
    top = found.standings.order_by("-score").first()
    assert top.place in six
    assert {part[0] for part in top.parts} == {each.value for each in Indicator}
    with pytest.raises(Refused):
        actions.index.decide(
            reckoning=found, place=bureau.town, grade="key", reason="看", by=bureau.office
        )
    with pytest.raises(Invalid):
        actions.index.decide(
            reckoning=found, place=top.place, grade="key", reason=" ", by=bureau.office
        )
    with pytest.raises(Forbidden):
        actions.index.decide(
            reckoning=found, place=top.place, grade="key", reason="看", by=bureau.second
        )
    made = actions.index.decide(
        reckoning=found, place=top.place, grade="ordinary", reason="去年审计过", by=bureau.office
    )
    assert (made.grade, made.reason, made.confirmed_by) == ("ordinary", "去年审计过", bureau.office)
    actions.index.close(reckoning=found, by=bureau.office)
    with pytest.raises(Refused):
        actions.index.decide(
            reckoning=found, place=top.place, grade="key", reason="看", by=bureau.office
        )
    verbs = TimelineEntry.objects.of("inspection_index", found.pk).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["reckon", "decide", "close"]


def test_each_look_is_on_the_record_once_a_day(bureau, six, desk, monkeypatch):
    found = reckoned(bureau, on=TODAY - DAY)
    moment = [NOW + DAY]
    monkeypatch.setattr("sanan.kit.clock.now", lambda: moment[0])
    client = desk(bureau.office)
    row = found.standings.first()
    for _twice in range(2):
        assert client.get(url("reckoning", found.code)).status_code == 200
        assert client.get(url("standing", row.code)).status_code == 200
    looks = Entry.objects.filter(event="inspection_index.consult")
    assert looks.count() == 1
    moment[0] = NOW + 2 * DAY
    desk(bureau.office).get(url("standing", row.code))
    assert looks.count() == 2


def test_where_to_look_is_seen_by_the_office_alone(bureau, six, desk):
    found = reckoned(bureau)
    pages = [url(name) for name in ("index", "reckon", "standings", "signals", "facts")]
    pages += [url("terms", "index"), url("reckoning", found.code)]
    pages.append(url("standing", found.standings.first().code))
    office = desk(bureau.office)
    assert [office.get(page).status_code for page in pages] == [200] * len(pages)
    for person in (bureau.cadre, bureau.second, bureau.leader, bureau.boss, bureau.officer):
        client = desk(person)
        seen = [page for page in pages if client.get(page).status_code not in {403, 404}]
        assert seen == [], person


def test_the_page_of_a_village_shows_what_is_missing_and_takes_the_decision(bureau, six, desk):
    for n, each in enumerate(six):
        VillageFact.objects.create(place=each, on=TODAY, leader_changes=n)
    found = reckoned(bureau)
    row = found.standings.get(place=six[5])
    page = desk(bureau.office).get(url("standing", row.code)).content.decode()
    assert "不知道，没有算" in page
    assert "资料不够，没有分档" in page
    sent = {"grade": "watched", "reason": "干部换得多"}
    desk(bureau.office).post(url("standing", row.code), sent)
    row.refresh_from_db()
    assert (row.grade, row.reason) == ("watched", "干部换得多")
    listed = desk(bureau.office).get(url("standings"), {"reckoning": found.code, "decided": "1"})
    assert "溪3村" in listed.content.decode()


def test_the_office_sets_weights_in_versions_and_an_old_reckoning_keeps_its_own(bureau, six, desk):
    first = reckoned(bureau)
    client = desk(bureau.office)
    page = client.get(url("terms", "index"))
    now = {name: str(each) for name, each in terms.values(bureau.county, TermsKind.INDEX).items()}
    assert "0.80" in page.content.decode()
    same = client.post(url("terms", "index"), {**now, "why": "看看"})
    assert same.status_code == 409
    upside = client.post(url("terms", "index"), {**now, "watched_from": "2.5", "why": "改"})
    assert "关注" in upside.content.decode()
    client.post(url("terms", "index"), {**now, "petitions": "12", "why": "信访多的先看"})
    made = Terms.objects.get()
    assert (made.number, made.values["petitions"], made.why) == (1, "12", "信访多的先看")
    assert "信访件 8 → 12" in client.get(url("terms", "index")).content.decode()
    second = reckoned(bureau)
    assert (first.terms, second.terms) == (None, made)
    with pytest.raises(Forbidden):
        actions.terms.set_terms(
            place=bureau.county, kind="index", values={}, why="改", by=bureau.leader
        )


def test_periods_that_the_office_sets_hold_from_then_on(bureau):
    actions.terms.set_terms(
        place=bureau.county,
        kind="periods",
        values={"plan_days": Decimal(45), "relapse_months": Decimal(6)},
        why="县里的办法",
        by=bureau.office,
        at=NOW,
    )
    item = bureau.written_off()
    assert item.plan_due_on == (NOW + 4 * DAY).date() + timedelta(days=45)
    assert terms.period(bureau.village, "relapse_months") == 6
    actions.ledger.doubt(item=item, text="又塌了", at=NOW + 250 * DAY)
    assert actions.ledger.find_relapses(at=NOW + 250 * DAY) == 0


def test_a_table_of_villages_is_taken_once_put_right_later_and_doubtful_rows_come_back(
    bureau, six, tmp_path
):
    twin = Place.objects.add_child(
        Place.objects.get(pk=bureau.town.pk),
        {"name": "湖坂村", "kind": "village", "code": "350526106299"},
    )
    lines = [
        ["湖坂村", "2026-02-01", 900, None, None, None, 3],
        [twin.code, "2026-02-01", 300, None, None, None, None],
        ["溪1村", "2026-02-01", 0, None, None, None, None],
        ["溪2村", "2026-02-01", None, None, None, None, None],
        ["无此村", "2026-02-01", 100, None, None, None, None],
    ]
    found = told(bureau, tmp_path, lines)
    assert found.imported == 1
    sentences = " ".join(str(each.sentence) for each in found.rejected)
    for said in ("有 2 个村叫“湖坂村”", "居民人数不能是 0", "什么也没写", "没有“无此村”"):
        assert said in sentences
    again = told(bureau, tmp_path, [[twin.code, "2026-02-01", 310, None, None, None, None]])
    assert (again.updated, VillageFact.objects.get().residents) == (1, 310)
    with pytest.raises(Forbidden):
        told(bureau, tmp_path, lines, by=bureau.second)


def test_a_signal_is_listed_checked_by_a_person_and_open_again_when_more_is_found(bureau, desk):
    one = alert(bureau.village)
    alert(bureau.elsewhere, rule="no_voucher", colour="blue")
    assert actions.signals.look_for_signals(at=NOW) == 1
    assert actions.signals.look_for_signals(at=NOW) == 0
    signal = IntegritySignal.objects.get()
    client = desk(bureau.office)
    (waits,) = (each for each in waiting(bureau.office, NOW) if each.title == signal.alert.text)
    assert (waits.do, waits.more) == ("核对", 0)
    assert "十五天内付了三笔" in client.get(url("signals")).content.decode()
    page = client.get(url("signal", signal.code)).content.decode()
    assert "记-1" in page
    with pytest.raises(Invalid):
        actions.signals.dismiss(signal=signal, why="", by=bureau.office)
    with pytest.raises(Forbidden):
        actions.signals.dismiss(signal=signal, why="没事", by=bureau.cadre)
    client.post(url("signal_do", signal.code, "dismiss"), {"why": "三笔是三件事"})
    signal.refresh_from_db()
    assert (signal.state, signal.why) == ("dismissed", "三笔是三件事")
    Alert.objects.filter(pk=one.pk).update(shape="2")
    actions.signals.look_for_signals(at=NOW + DAY)
    signal.refresh_from_db()
    assert signal.state == "open"
    assert [each for each in waiting(bureau.boss, NOW) if each.room == "inspection"] == []
    assert desk(bureau.cadre).get(url("signal", signal.code)).status_code in {403, 404}


def test_the_villages_room_reads_the_notice_with_its_address(bureau):
    made = Message.objects.get(room__place=bureau.village)
    assert made.kind == "announcement"
    assert made.title == "巡察公告"
    assert "0595-23550000" in made.text
    assert made.url == reverse("inspection:notice", args=[bureau.target.token])
    assert not Message.objects.filter(room__place=bureau.elsewhere).exists()


def test_the_map_of_rounds_has_its_table(bureau, desk):
    Place.objects.filter(pk=bureau.village.pk).update(lat=25.6, lon=118.2)
    bureau.listed()
    page = desk(bureau.boss).get(url("map")).content.decode()
    assert "湖坂村" in page
    assert "第五轮巡察" in page
    assert "祥光村" not in page
    assert desk(bureau.office).get(url("map"), {"round": bureau.round.code}).status_code == 200
    assert desk(bureau.office).get(url("map"), {"round": "nowhere"}).status_code == 404
    assert desk(bureau.cadre).get(url("map")).status_code in {403, 404}


def test_past_rounds_are_held_against_the_index_of_the_day_before(bureau, six):
    assert past(bureau.county, share=0.2) == []
    for n, each in enumerate(six[1:], 1):
        Target.objects.create(round=bureau.round, place=each, grade="key", reason="看")
        VillageFact.objects.create(place=each, on=TODAY - 30 * DAY, leader_changes=n)
    actions.papers.record(
        inspection=bureau.round,
        problems=[(six[5], "money", f"第 {n} 个问题", "某条") for n in range(3)],
        by=bureau.office,
        at=NOW,
    )
    ((title, year),) = past(bureau.county, share=0.2)
    assert title == "第五轮巡察"
    assert (year.villages, year.named, year.problems, year.by_index) == (6, 1, 3, 3)
