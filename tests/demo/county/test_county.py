"""The demo county: everything in it, by the rooms' own actions, once."""

import json
from collections import Counter
from contextlib import suppress
from datetime import datetime
from itertools import pairwise

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

import sight
from sanan.api.views import OVER_HTTP
from sanan.cases.enums import ENDED, State
from sanan.cases.models import Case, CountySetting, Follow, Reply
from sanan.demo import actions
from sanan.demo.actions.stage import in_the_day
from sanan.demo.commands import demo
from sanan.demo.drawings import DRAWINGS, photo
from sanan.files.models import StoredFile
from sanan.kit import tokens
from sanan.ledger.models import Entry
from sanan.ledger.queries.rows import differences
from sanan.people import queries
from sanan.people.enums import Role
from sanan.people.models import Notice, Person
from sanan.places.models import Place, QrPoint
from sanan.process.models import TimelineEntry
from sanan.process.registry import processes

from .conftest import NOW

NOT_STATES_OF_REST = {State.RETURN_REQUESTED}


MANY_PROCESSES = 50


def _rewritten(process: str) -> str | None:
    """Put a row of this process into another state, and say how the audit should name it.

    None where nothing of it stands in the demo, its entries say only that something was done, or
    the table itself refuses.
    """
    told = processes()[process]
    events = [f"{process}.{verb.name}" for verb in told if told.told is None]
    rows = {str(getattr(row, told.ref)): row for row in told.model._default_manager.all()}
    for entry in Entry.objects.filter(event__in=events).order_by("-pk"):
        if told.field in json.loads(bytes(entry.content)).get("set", {}):
            row = rows[entry.subject]
            for other in sorted(set(told.states.values) - {told.state_of(row)}):
                with suppress(IntegrityError), transaction.atomic():
                    told.model._default_manager.filter(pk=row.pk).update(**{told.field: other})
                    return f"{process} {entry.subject} {told.field} differs"
            return None
    return None


@pytest.mark.django_db
@pytest.mark.usefixtures("county")
class TestCounty:
    def test_every_state_has_a_case(self):
        assert set(Case.objects.values_list("state", flat=True)) == set(State)

    def test_every_row_is_as_recorded(self):
        assert [str(each) for each in differences()] == []

    def test_rows_of_all_rooms_rewritten_past_the_actions_are_found(self):
        """The last change of some thing of each process, put back as it was not."""
        with transaction.atomic():
            rewritten = {line for name in sorted(processes()) if (line := _rewritten(name))}
            assert len(rewritten) >= MANY_PROCESSES
            assert set(map(str, differences())) == rewritten
            transaction.set_rollback(True)

    def test_sixty_ratings_rewritten(self):
        satisfied = Case.objects.filter(satisfaction="satisfied")
        rated = list(satisfied.values_list("pk", flat=True)[:60])
        assert rated
        with transaction.atomic():
            Case.objects.filter(pk__in=rated).update(satisfaction="dissatisfied")
            assert len([d for d in differences() if d.column == "satisfaction"]) == len(rated)
            transaction.set_rollback(True)

    def test_there_are_about_150_cases_in_both_counties(self, county):
        assert county.cases == county.new == Case.objects.count() >= 140
        shares = [
            Case.objects.filter(county__code=c).count() for c in ("350525000000", "350526000000")
        ]
        assert min(shares) >= 30

    def test_twice_is_once(self, county):
        before = [m.objects.count() for m in (Case, TimelineEntry, Entry, Person, QrPoint, Notice)]
        again = actions.load(at=NOW)
        assert again.new == 0
        assert (again.to_play, again.finished) == (county.to_play, county.finished)
        assert [
            m.objects.count() for m in (Case, TimelineEntry, Entry, Person, QrPoint, Notice)
        ] == before

    def test_every_step_stands_in_the_record_once(self):
        entries = set(Entry.objects.filter(event__startswith="case.").values_list("pk", flat=True))
        steps = list(TimelineEntry.objects.filter(kind="case").values_list("entry_id", flat=True))
        assert len(steps) == len(set(steps))
        follows = Follow.objects.count()
        assert len(entries) == len(steps) + follows

    def test_nothing_lies_in_the_future_and_no_case_runs_backwards(self):
        assert not TimelineEntry.objects.filter(at__gt=NOW).exists()
        for case in Case.objects.all():
            moments = [step.at for step in case.timeline.order_by("pk")]
            assert moments == sorted(moments)
            assert moments[0] == case.opened_at

    def test_whoever_works_here_sleeps_at_night(self):
        """Between eleven at night and seven in the morning residents speak, and emergencies are met."""
        steps = TimelineEntry.objects.exclude(by=None).exclude(verb__in=["open", "ask"])
        urgent = Case.objects.filter(urgency__in=["danger", "utility"]).values("pk")
        at_night = [
            (entry.kind, entry.verb, str(timezone.localtime(entry.at)))
            for entry in steps.exclude(kind="sealed").exclude(kind="case", subject__in=urgent)
            if not 7 <= timezone.localtime(entry.at).hour < 23
        ]
        assert at_night == []

    def test_the_record_was_written_in_the_order_of_the_moments(self):
        written = list(
            Entry.objects.filter(event__startswith="case.")
            .order_by("pk")
            .values_list("at", flat=True)
        )
        merged = [a for a, b in pairwise(written) if b < a]
        assert len(merged) <= Case.objects.filter(master__isnull=False).count()

    def test_the_school_road_is_finished_with_every_part_of_the_story(self, county):
        case = Case.objects.get(code=county.finished["code"])
        assert case.state == State.CLOSED
        assert case.satisfaction == "satisfied"
        assert case.published_at is not None
        verbs = [step.verb for step in case.timeline]
        wanted = [
            "open",
            "accept",
            "dispatch",
            "sign",
            "contact",
            "whistle",
            "arrive",
            "conclude",
            "request_extension",
            "decide_extension",
            "reply",
            "pass_check",
            "rate",
            "publish",
        ]
        assert [v for v in dict.fromkeys(verbs) if v in wanted] == wanted
        assert "教育局" in Reply.objects.get(case=case).public_text
        assert case.replied_at <= case.due_at
        assert case.follows.count() == 2

    def test_the_other_school_road_waits_at_its_first_step(self, county):
        case = Case.objects.get(code=county.to_play["code"])
        assert case.state == State.SUBMITTED
        assert [step.verb for step in case.timeline] == ["open"]
        assert len(case.files) == 1
        assert county.to_play["query_code"] == tokens.query_code(case.code)

    def test_merged_neighbours_were_answered_with_their_master(self):
        for master in Case.objects.filter(merged_cases__isnull=False).distinct():
            answered = master.timeline.filter(verb="pass_check").exists()
            states = {child.state for child in master.merged_cases.all()}
            assert states == ({State.REVISITING} if answered else {State.MERGED})

    def test_some_are_late_some_supervised_some_public_some_rated_badly(self):
        assert Case.objects.exclude(state__in=ENDED).filter(due_at__lt=NOW).exists()
        assert Case.objects.filter(supervision__gte=2).exists()
        assert Case.objects.published().count() >= 30
        assert Case.objects.filter(satisfaction="unsatisfied").exists()
        assert Case.objects.filter(asked_contacted=None, state=State.CLOSED).exists()

    def test_nothing_waits_to_be_sent(self):
        assert not Notice.objects.filter(state="waiting").exists()

    def test_photos_are_there_before_and_after(self):
        assert files_at("open") >= 60
        assert files_at("reply") >= 40

    def test_both_counties_chose_their_pack(self):
        assert list(CountySetting.objects.values_list("pack", flat=True)) == ["beijing"] * 2

    def test_everyone_who_signs_in_is_listed(self, county):
        assert {p["username"] for p in county.sign_ins} == set(
            Person.objects.exclude(username=None).values_list("username", flat=True)
        )

    def test_staff_sign_in_by_the_printed_password(self, county):
        for shown in county.sign_ins[:3]:
            person = Person.objects.get(username=shown["username"])
            assert person.check_password(shown["password"])
        assert not Person.objects.get(name="连长顺").has_usable_password()

    def test_the_command_prints_it(self, county):
        result = CliRunner().invoke(demo, ["load", "--json"])
        assert result.exit_code == 0
        assert json.loads(result.stdout)["finished"] == county.finished
        plain = CliRunner().invoke(demo, ["load"])
        assert "xuwen" in plain.stdout
        assert county.to_play["query_code"] in plain.stdout


def files_at(verb: str) -> int:
    """How many files came with steps of this verb."""
    steps = TimelineEntry.objects.filter(kind="case", verb=verb).values("pk")
    return StoredFile.objects.filter(owner_kind="case", part__in=steps).count()


def test_every_subject_can_be_drawn_twice():
    for name in DRAWINGS:
        assert photo(name)[:3] == photo(name, mended=True)[:3] == b"\xff\xd8\xff"
        assert photo(name) != photo(name, mended=True)


@pytest.mark.parametrize(
    ("given", "awake"),
    [
        ("2026-11-23 10:30", "2026-11-23 10:30"),
        ("2026-11-23 05:10", "2026-11-23 08:10"),
        ("2026-11-23 19:20", "2026-11-24 08:20"),
        ("2026-11-28 18:05", "2026-11-30 08:05"),
        ("2026-11-29 09:00", "2026-11-30 09:00"),
    ],
)
def test_people_of_the_demo_sleep_at_night_and_rest_on_sundays(given, awake):
    at = datetime.fromisoformat(f"{given}+08:00")
    assert in_the_day(at) == datetime.fromisoformat(f"{awake}+08:00")


DESKS = {
    "books": {
        Role.ACCOUNTANT,
        Role.VILLAGE_CADRE,
        Role.VILLAGE_SUPERVISOR,
        Role.DISCIPLINE_OFFICER,
        Role.INSPECTOR,
        Role.INSPECTION_OFFICE,
        Role.LEADER,
    },
    "council": {
        Role.VILLAGE_CADRE,
        Role.BUILDING_LEADER,
        Role.GRID_WORKER,
        Role.DISPATCHER,
        Role.LEADER,
        Role.DISCIPLINE_OFFICER,
        Role.INSPECTOR,
        # members of the joint Party committee and of its projects
        Role.PARTY_CONTACT,
        Role.PARTY_VOLUNTEER,
        Role.PROPERTY_STAFF,
        Role.PARTNER_STAFF,
        Role.DEPT_HANDLER,
    },
    "honours": {
        Role.LEADER,
        Role.DISPATCHER,
        Role.VILLAGE_CADRE,
        Role.DEPT_HANDLER,
        Role.DISCIPLINE_OFFICER,
    },
    "powers": {
        Role.VILLAGE_CADRE,
        Role.VILLAGE_SUPERVISOR,
        Role.DEPT_HANDLER,
        Role.DISPATCHER,
        Role.DISCIPLINE_OFFICER,
        Role.INSPECTOR,
        Role.LEADER,
    },
    "sealed": {Role.DISCIPLINE_OFFICER, Role.AUDITOR, Role.SECURITY_ADMIN},
    "services": {
        Role.DISPATCHER,
        Role.GRID_WORKER,
        Role.BUILDING_LEADER,
        Role.VILLAGE_CADRE,
        Role.LEADER,
        Role.PARTNER_STAFF,
    },
    "voices": {
        Role.VILLAGE_CADRE,
        Role.VILLAGE_SUPERVISOR,
        Role.GRID_WORKER,
        Role.DISPATCHER,
        Role.DISCIPLINE_OFFICER,
        Role.INSPECTOR,
        Role.INSPECTION_OFFICE,
    },
    "volunteers": {
        Role.DISPATCHER,
        Role.GRID_WORKER,
        Role.VILLAGE_CADRE,
        Role.SOCIAL_WORKER,
        Role.PROJECT_OFFICER,
        Role.LEADER,
    },
    "people": {Role.TENANT_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR},
    "people/chain": {
        Role.TENANT_ADMIN,
        Role.LEADER,
        Role.DISPATCHER,
        Role.VILLAGE_CADRE,
        Role.GRID_WORKER,
        Role.BUILDING_LEADER,
        Role.PARTY_CONTACT,
    },
}
"""Who works under which address of staff; a case is its handler's, whatever their role."""
ONE_RECORD = {"/staff/record/", "/staff/record/reveals/", "/staff/sealed/record/"}
"""The auditors' pages of the one record of an installation; its codes are public with the record."""


@pytest.fixture(scope="module")
def places(request, django_db_blocker):
    """Two counties that have nothing to do with each other."""
    from django.conf import settings

    request.getfixturevalue("county")
    before, settings.STAFF_SECOND_FACTOR = settings.STAFF_SECOND_FACTOR, False
    with django_db_blocker.unblock():
        yield Place.objects.get(name="德化县"), Place.objects.get(name="永春县")
    settings.STAFF_SECOND_FACTOR = before


@pytest.fixture(scope="module")
def known(places, django_db_blocker):
    """Every address that names a thing of the first county."""
    with django_db_blocker.unblock():
        return sight.addresses(places[0], sight.person("everything", Role, places[0]))


@pytest.mark.django_db
@pytest.mark.usefixtures("county")
class TestSight:
    """Rooms × roles × places × doors: who has nothing to do with a thing is told nothing of it."""

    def test_most_addresses_are_tried_in_every_room_that_has_a_desk(self, known):
        assert {"cases", "places", "people", "books", "council", "honours", "powers", "sealed"} <= {
            address.room for address in known
        }
        assert len({address.route for address in known}) >= 130

    def test_another_county_is_told_nothing(self, known, places):
        other = sight.person("elsewhere", Role, places[1])
        assert [str(leak) for leak in sight.leaks(known, "another county", other)] == []

    def test_nor_is_who_holds_no_post_or_is_nobody(self, known):
        for who in (sight.person("nothing", [], None), Client(raise_request_exception=False)):
            assert [str(leak) for leak in sight.leaks(known, "no post", who)] == []

    @pytest.mark.parametrize("level", ["township", "village"])
    def test_nor_is_the_neighbour_of_the_same_level(self, known, level):
        told = []
        for own, asked in sight.by_place(known, level):
            beside = Place.objects.filter(path__startswith=own.path[:-4], kind=level)
            next_one = beside.exclude(pk=own.pk).first()
            who = sight.person(f"beside {own.code}", Role, next_one)
            told += [str(leak) for leak in sight.leaks(asked, f"beside {own}", who)]
        assert told == []

    @pytest.mark.parametrize("desk", DESKS)
    def test_nor_is_a_role_that_has_no_business_at_the_desk(self, known, places, desk):
        who = sight.person(f"not {desk}", set(Role) - DESKS[desk], places[0])
        narrower = tuple(f"/staff/{each}/" for each in DESKS if each.startswith(f"{desk}/"))
        here = [address for address in known if address.path.startswith(f"/staff/{desk}/")]
        asked = [address for address in here if not address.path.startswith(narrower)]
        assert asked
        assert [str(leak) for leak in sight.leaks(asked, "another role", who)] == []

    @pytest.mark.parametrize("where", ["永春县", "蒲坂村委会"])
    @pytest.mark.usefixtures("places")
    def test_lists_boards_and_exports_name_nothing_of_elsewhere(self, where):
        """Every desk, list and file that names no thing: the codes of what lies elsewhere are not in it."""
        here = Place.objects.get(name=where)
        codes = sight.codes_elsewhere(here)
        assert len(codes) > 100
        who = sight.person(f"all at {where}", Role, here)
        told = {}
        for path in sight.plain_pages():
            answer = who.get(path)
            assert answer.status_code < 500, path
            if path not in ONE_RECORD and (named := sight.words(answer) & codes):
                told[path] = sorted(named)[:3]
        assert told == {}

    def test_the_interface_for_programs_tells_no_more_than_the_pages(self, places, monkeypatch):
        keys = {
            "k-other": sight.holder("program elsewhere", Role, places[1]),
            "k-none": sight.holder("program of nobody", [], None),
        }
        monkeypatch.setattr("sanan.people.queries.person_of_token", keys.get)
        browser, told = Client(raise_request_exception=False), []
        cases = Case.objects.filter(place__path__startswith=places[0].path)[:12]
        for key in keys:
            said = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
            listed = browser.get("/api/v1/cases?limit=100", **said)
            told += [case.code for case in cases if case.code in sight.words(listed)]
            for case in cases:
                for verb in ["", *(f"/{name}" for name in OVER_HTTP)]:
                    ask = browser.post if verb else browser.get
                    answer = ask(
                        f"/api/v1/cases/{case.code}{verb}", **said, content_type="application/json"
                    )
                    if answer.status_code not in {403, 404, 422}:
                        told.append(f"{key} {verb} {answer.status_code}")
        assert told == []

    def test_files_show_no_more_to_staff_of_elsewhere_than_to_everyone(self, places):
        other, anyone = sight.person("files elsewhere", Role, places[1]), Client()
        told, kinds = [], Counter[str]()
        for file in StoredFile.objects.order_by("-pk"):
            kinds[file.owner_kind] += 1
            if kinds[file.owner_kind] > 6 or not sight.lies_in(file, places[0]):
                continue
            path = f"/files/{file.ref}"
            shown = [
                (a.status_code, sight.said(a) if a.status_code == 200 else "")
                for a in (other.get(path), anyone.get(path))
            ]
            if shown[0] != shown[1]:
                told.append(f"{file.owner_kind} {path}: {shown[0][0]}, everyone {shown[1][0]}")
        assert len(kinds) > 2
        assert told == []

    def test_streams_open_for_nobody_of_elsewhere(self, places):
        from sanan.voices.live import passes
        from sanan.voices.live.watch import Database
        from sanan.voices.models import Room

        other = sight.holder("stream elsewhere", Role, places[1])
        for room in Room.objects.filter(place__path__startswith=places[0].path):
            for staff in (False, True):
                forged = passes.made(passes.Pass(room.pk, other.pk, staff=staff))
                assert Database().admit(forged) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("county")
def test_the_auditor_reads_words_and_names_not_codes():
    """Every event that the demo entered, by whoever did it."""
    rows = queries.named(list(Entry.objects.order_by("event", "pk")))
    assert {row.event for row in rows if row.said == row.event} == set()
    names = {row.who for row in rows if row.event == "case.dispatch"}
    assert {"许文", "林晓青"} <= names
