"""Forms of the desk: what may be picked is offered by the page that knows it."""

from pathlib import Path

import pytest
from django import forms

import sanan
from sanan.cases.forms.staff import Decline, Supervise
from sanan.places.models import Place
from sanan.powers.forms.staff import Declare
from sanan.process.forms import DeskForm, RowsField, line, picked
from sanan.sealed.forms.staff import Assess

pytestmark = pytest.mark.django_db


class Pick(DeskForm):
    """A place and a word."""

    place = picked("地点", Place)
    word = line("说明", required=False)


def test_only_what_the_page_offers_can_be_picked():
    here, there = (
        Place.objects.add_root({"name": name, "kind": "county", "code": code})
        for name, code in (("德化县", "350526000000"), ("永春县", "350525000000"))
    )
    offered = Place.objects.filter(pk=here.pk)
    for place, fine in ((here, True), (there, False)):
        form = Pick({"place": place.pk}, offers={"place": offered})
        assert form.is_valid() is fine
    assert not Pick({"place": here.pk}).is_valid()


class Decide(DeskForm):
    """A reason that must be given, and one that may stay open."""

    reason = forms.ChoiceField(choices=[("none", "没有"), ("some", "有")])
    kept = forms.ChoiceField(choices=[("none", "没有"), ("some", "有")], initial="some")


def test_nothing_that_must_be_decided_stands_chosen():
    """A browser sends the first of a list where nobody chose: that is no decision."""
    form = Decide()
    assert [value for value, _label in form.fields["reason"].choices] == ["", "none", "some"]
    assert [value for value, _label in form.fields["kept"].choices] == ["none", "some"]
    assert list(Decide({"reason": "", "kept": "some"}).errors) == ["reason"]


@pytest.mark.parametrize("form", [Declare, Assess, Decline, Supervise])
def test_near_kin_verdicts_and_reasons_among_them(form):
    chosen = [field.value() for field in form(thing=None) if field.widget_type == "select"]
    assert set(chosen) == {None}
    assert all(
        next(iter(f.choices))[0] == ""
        for f in form(thing=None).fields.values()
        if hasattr(f, "choices")
    )


class PickSome(DeskForm):
    """Several places."""

    places = RowsField(Place.objects.all())


@pytest.mark.parametrize("key", ["9223372036854775808", "9" * 5000, "-1", "１", "nan", "\x00", ""])
def test_a_key_that_no_database_holds_is_no_row(key):
    place = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    form = PickSome({"places": [str(place.pk), key]})
    assert not form.is_valid()
    assert list(PickSome({"places": [str(place.pk)]}).fields["places"].clean([place.pk])) == [place]


def test_every_choice_of_several_rows_is_such_a_field():
    source = Path(sanan.__file__).parent
    bare = [p for p in source.rglob("*.py") if "ModelMultipleChoiceField" in p.read_text()]
    assert bare == [source / "process" / "forms.py"]
