"""The demo county: everything in it, by the rooms' own actions, once."""

import json
from contextlib import suppress
from datetime import datetime
from itertools import pairwise

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

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
from sanan.people.models import Notice, Person
from sanan.places.models import QrPoint
from sanan.process.models import TimelineEntry
from sanan.process.registry import processes

from .conftest import NOW

NOT_STATES_OF_REST = {State.RETURN_REQUESTED}


@pytest.mark.django_db
@pytest.mark.usefixtures("county")
class TestCounty:
    def test_every_state_has_a_case(self):
        assert set(Case.objects.values_list("state", flat=True)) == set(State)

    def test_every_row_is_as_recorded(self):
        assert [str(each) for each in differences()] == []

    @pytest.mark.parametrize("process", sorted(processes()))
    def test_a_row_of_any_room_rewritten_past_the_actions_is_found(self, process):
        """The last change of some thing of this process, put back as it was not."""
        told = processes()[process]
        events = [f"{process}.{verb.name}" for verb in told if told.told is None]
        for entry in Entry.objects.filter(event__in=events).order_by("-pk"):
            given = json.loads(bytes(entry.content)).get("set", {})
            column = next((c for c in given if c == told.field), None)
            if column is not None:
                break
        else:
            pytest.skip(
                "nothing of it in the demo, or its entries say only that something was done"
            )
        row = next(
            each
            for each in told.model._default_manager.all()
            if str(getattr(each, told.ref)) == entry.subject
        )
        caught = []
        for other in sorted(set(told.states.values) - {told.state_of(row)}):
            with suppress(IntegrityError), transaction.atomic():  # the table itself may refuse it
                told.model._default_manager.filter(pk=row.pk).update(**{told.field: other})
                wanted = f"{process} {entry.subject} {told.field} differs"
                caught.append(wanted in map(str, differences()))
                transaction.set_rollback(True)
                break
        assert caught in ([], [True])

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
