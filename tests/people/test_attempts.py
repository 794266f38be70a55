"""The token bucket: never more than it holds, and fair after a while."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sanan.kit.errors import TooMany
from sanan.people import actions
from sanan.people.models import Attempt

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def taken(moments, *, burst, per_minute, source="1.2.3.4"):
    """How many of the tries at these moments (seconds) went through."""
    done = []
    for second in moments:
        try:
            actions.spend_attempt(
                purpose="test",
                source=source,
                burst=burst,
                per_minute=per_minute,
                at=START + timedelta(seconds=second),
            )
        except TooMany:
            done.append(False)
        else:
            done.append(True)
    return done


@pytest.mark.django_db
def test_a_burst_goes_through_and_then_one_each_interval():
    assert taken([0, 0, 0, 0, 19, 20, 20, 40], burst=3, per_minute=3) == [
        True,
        True,
        True,
        False,
        False,
        True,
        False,
        True,
    ]


@pytest.mark.django_db
def test_after_a_long_rest_the_bucket_is_full_and_not_fuller():
    assert taken([0, 0, 0], burst=2, per_minute=1) == [True, True, False]
    assert taken([9999] * 4, burst=2, per_minute=1) == [True, True, False, False]


@pytest.mark.django_db
def test_the_refusal_says_how_long_to_wait_and_keeps_its_word():
    for _try in range(2):
        actions.spend_attempt(purpose="p", source="s", burst=2, per_minute=1, at=START)
    with pytest.raises(TooMany) as refused:
        actions.spend_attempt(purpose="p", source="s", burst=2, per_minute=1, at=START)
    wait = refused.value.retry_after
    assert wait == 60
    early, then = START + timedelta(seconds=wait - 2), START + timedelta(seconds=wait)
    with pytest.raises(TooMany):
        actions.spend_attempt(purpose="p", source="s", burst=2, per_minute=1, at=early)
    actions.spend_attempt(purpose="p", source="s", burst=2, per_minute=1, at=then)


@pytest.mark.django_db
def test_sources_and_purposes_do_not_share_a_bucket_and_no_source_is_kept_in_clear():
    for purpose, source in [("a", "1.2.3.4"), ("a", "1.2.3.5"), ("b", "1.2.3.4")]:
        actions.spend_attempt(purpose=purpose, source=source, burst=1, per_minute=1)
    assert Attempt.objects.count() == 3
    assert not Attempt.objects.filter(source__contains="1.2.3").exists()


class Never(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(st.integers(0, 300), min_size=1, max_size=30).map(sorted),
        st.integers(1, 5),
        st.sampled_from([1, 6, 60]),
    )
    def test_more_than_burst_and_what_flowed_in(self, moments, burst, per_minute):
        Attempt.objects.all().delete()
        done = taken(moments, burst=burst, per_minute=per_minute)
        for i, start in enumerate(moments):
            for j in range(i, len(moments)):
                within = sum(done[i : j + 1])
                assert within <= burst + (moments[j] - start) * per_minute / 60


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_no_token_twice():
    went = []

    def one():
        try:
            while not spent():
                pass
        except TooMany:
            return
        finally:
            connection.close()
        went.append(1)

    def spent():
        try:
            actions.spend_attempt(purpose="p", source="s", burst=5, per_minute=1, at=START)
        except OperationalError:
            # SQLite in memory, which only tests use, answers "locked" instead of waiting.
            return False
        return True

    threads = [threading.Thread(target=one) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(went) == 5
