"""A prepared query gives what the query itself gives, whatever it is asked."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db.models import Q

from sanan.kit.statements import Prepared, Shaped
from sanan.people.models import ApiToken, Person, Position
from sanan.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def token():
    place = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    person = Person.objects.create(username="xu", name="许文")
    Position.objects.create(
        person=person, role="dispatcher", place=place, since_on=date(2020, 1, 1)
    )
    return ApiToken.objects.create(
        person=person,
        name="程序",
        token_hash="a" * 64,
        verbs="read",
        place=place,
        made_at=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
        ends_at=datetime(2026, 4, 1, tzinfo=UTC),
    )


def by_hash(text, now):
    live = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    return ApiToken.objects.filter(live, token_hash=text, person__is_active=True).values_list(
        "name", "made_at", "person__name", "person__is_active"
    )


def on_day(person, day):
    return Position.objects.on(day).filter(person=person).values_list("role", "place__path")


BY_HASH = Prepared(by_hash, str, datetime)
ON_DAY = Prepared(on_day, int, date)


@pytest.mark.parametrize("text", ["a" * 64, "b" * 64, "", "'; --", "%s"])
@pytest.mark.parametrize(
    "now", [datetime(2026, 3, 31, 23, 59, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)]
)
def test_texts_and_moments(token, text, now):
    assert BY_HASH(text, now) == list(by_hash(text, now))


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2020, 1, 1), date(2026, 1, 1)])
def test_figures_and_days(token, day):
    assert ON_DAY(token.person_id, day) == list(on_day(token.person_id, day))
    assert ON_DAY(-1, day) == []


def test_it_is_one_statement(token, django_assert_num_queries):
    with django_assert_num_queries(1):
        BY_HASH("a" * 64, datetime(2026, 3, 31, tzinfo=UTC))


def test_a_value_that_the_query_does_not_use_is_a_mistake():
    with pytest.raises(ValueError, match="no place"):
        Prepared(lambda _name: Person.objects.values_list("pk"), str)("x")


def by_shape(shape, *values):
    """Of two forms, by what `shape` says; the path may go on."""
    path, name = values
    found = Position.objects.filter(place__path__gte=path, place__path__lt=f"{path}~")
    if name is not None and shape == "named":
        found = found.filter(person__name=name)
    return found.values_list("role", "person__name")


def test_one_query_of_several_forms(token):
    shaped = Shaped(by_shape)
    for shape, name in (("all", None), ("named", "许文"), ("named", "别人"), ("named", None)):
        for path in ("0001", "0002", "", "%"):
            assert shaped(shape, path, name) == list(by_shape(shape, path, name))
    assert len(shaped._forms) == 3


def test_a_form_that_rests_on_rows_or_on_today_is_never_kept(token):
    def by_rows(_shape, name):
        known = list(Person.objects.filter(name=name).values_list("pk", flat=True))
        return Position.objects.filter(person__in=known).values_list("role")

    def by_today(_shape, name):
        return Position.objects.on(date(2026, 1, 1)).filter(person__name=name).values_list("role")

    for build in (by_rows, by_today):
        shaped = Shaped(build)
        assert shaped("", "许文") == [("dispatcher",)]
        assert shaped("", "别人") == []
        assert list(shaped._forms.values()) == [None]


def test_what_can_have_no_rows_is_not_asked(token, django_assert_num_queries):
    shaped = Shaped(lambda _shape, name: Person.objects.filter(name=name, pk__in=[]).values_list())
    with django_assert_num_queries(0):
        assert shaped("", "许文") == shaped("", "别人") == []


def test_only_the_forms_asked_for_last_are_kept(token, monkeypatch):
    monkeypatch.setattr(Shaped, "MOST", 3)
    shaped = Shaped(lambda size, name: Person.objects.filter(name=name).values_list("name")[:size])
    for size in range(1, 9):
        assert shaped(size, "许文") == [("许文",)]
    assert len(shaped._forms) == 3


def test_a_value_within_a_text_is_refused(token):
    shaped = Shaped(lambda _shape, name: Person.objects.filter(name=f"某{name}").values_list())
    with pytest.raises(ValueError, match="within a text"):
        shaped("", "许文")


def test_forty_moments_are_told_apart_and_none_is_a_sum_of_another(token):
    asked = Shaped(
        lambda _shape, *moments: ApiToken.objects.filter(
            made_at__gte=moments[0] + timedelta(days=1), ends_at__in=moments[1:]
        ).values_list("name")
    )
    before = [token.made_at + timedelta(days=n) for n in range(-1, 40)]
    assert asked("", *before) == []
    assert asked("", token.made_at - timedelta(days=1), *before[1:], token.ends_at) == [("程序",)]


def test_what_no_value_goes_to_stands_in_the_statement(token):
    said = r"100% sure's \ it"
    ApiToken.objects.create(
        **{f.attname: getattr(token, f.attname) for f in ApiToken._meta.fields if f.name != "id"}
        | {"token_hash": "c" * 64, "ref": "x", "name": said}
    )

    def build(_shape, hashed):
        return (
            ApiToken.objects.filter(
                name__in=["程序", said], verbs="read", revoked_at=None, person__is_active=True
            )
            .filter(Q(token_hash=hashed) | Q(pk=7_000_000_000) | Q(pk=-3))
            .values_list("name")
        )

    for asked in (Shaped(build), lambda _shape, hashed: Prepared(partial(build, ""), str)(hashed)):
        assert asked("", "a" * 64) == [("程序",)]
        assert asked("", "c" * 64) == [(said,)]
    shaped = Shaped(build)
    sql, params = shaped.text("", "c" * 64)
    assert "'程序'" in sql
    assert "'read'" in sql
    assert said not in sql  # what a database could read otherwise stays a parameter
    assert params == [said, "c" * 64, -3]
