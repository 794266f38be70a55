"""A row made fast is the row that the model itself would make."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from sanan.cases.models import Case, Reply
from sanan.kit import bulk
from sanan.places.models import Place
from sanan.process.models import TimelineEntry

MODELS = [m for m in apps.get_models() if m.__module__.startswith("sanan.")]


def columns(row: Model) -> dict[str, Any]:
    """The values that would be written."""
    return {
        f.attname: row.__dict__[f.attname] for f in row._meta.concrete_fields if not f.generated
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_blank_row_begins_with_the_same_values(model: type[Model]) -> None:
    made = {
        f.attname for f in model._meta.concrete_fields if f.has_default() and callable(f.default)
    }
    ours, theirs = columns(bulk.new(model)), columns(model())
    assert ours.keys() == theirs.keys()
    assert {n: type(v) for n, v in ours.items()} == {n: type(v) for n, v in theirs.items()}
    assert {n: v for n, v in ours.items() if n not in made} == {
        n: v for n, v in theirs.items() if n not in made
    }


def test_a_relation_may_be_given_as_a_row_or_by_its_key() -> None:
    place = Place(pk=7)
    case = bulk.new(Case, place=place, title="路灯")
    assert (case.place, case.place_id, case.title) == (place, 7, "路灯")
    assert bulk.new(Reply, case_id=3).case_id == 3
    assert bulk.new(Reply, by=None).by is None


def test_what_is_made_anew_is_not_shared() -> None:
    one, other = bulk.new(TimelineEntry), bulk.new(TimelineEntry)
    one.data["said"] = "路灯"
    assert other.data == {}


def test_a_name_that_the_model_has_not_is_refused() -> None:
    with pytest.raises(TypeError, match="has no colour"):
        bulk.new(Case, colour="red")
