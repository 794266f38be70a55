"""Letting the reading room look at many cases at once, and choosing whose model it reads with."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sanan.cases.actions.learning import note_category_model
from sanan.cases.actions.rereading import REREAD
from sanan.cases.enums import State, Urgency
from sanan.cases.models import Case, Category, ModelInUse
from sanan.cases.queries import desk as desks
from sanan.cases.queries import suggestions
from sanan.insight.errors import InsightError
from sanan.insight.model import TextModel
from sanan.kit import background, clock
from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger import actions as ledger
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

AT_ONCE = 200
USE_MODEL = "reading.use_model"
SETTERS = frozenset({Role.TENANT_ADMIN})


def read_unread(cases: Iterable[Case]) -> None:
    """Read those of these cases that nobody has read, and keep it: a desk is about to show them.

    A suggestion decides nothing (H7), so it is no entry of the record; whoever read one in the same
    moment wrote the same.
    """
    for case in cases:
        if case.suggested == {}:
            told = desks.said_of(case)
            Case.objects.filter(pk=case.pk, suggested={}).update(suggested=told)


def read_imported(*, first: int, last: int) -> int:
    """Write suggestions for the imported cases with keys `first`–`last` that have none yet.

    A suggestion decides nothing (H7), so it is no entry of the record; repeating it is harmless,
    and stopped halfway it goes on where it was.
    """
    waiting = Case.objects.filter(pk__range=(first, last), suggested={})
    done = 0
    columns = ("pk", "title", "text", "urgency", "state", "county", "place__path")
    while cases := list(waiting.select_related("place").only(*columns)[:AT_ONCE]):
        for case in cases:
            case.suggested = desks.read_case(case)
            said = case.suggested.get("urgency")
            if said in Urgency.values and case.state == State.SUBMITTED:
                case.urgency = said
        with transaction.atomic():
            Case.objects.bulk_update(cases, ["suggested", "urgency"])
        done += len(cases)
    return done


def use_model(
    *, county: Place, path: Path, by: Person | None = None, at: datetime | None = None
) -> ModelInUse:
    """Read a county's messages with its own model from now on; the file is copied and kept.

    The worker then reads the waiting cases again (`reread`). `by` is None at the command line of
    the installation. Raises `Invalid` where the file is
    damaged, of another version, or knows none of the county's categories: the model before stays.
    """
    if by is not None and not people.holds(by, SETTERS, path=county.path):
        raise Forbidden(_("这一步由系统管理员来办。"), "not_yours")
    if county.kind != PlaceKind.COUNTY:
        raise Invalid(_("模型按县启用，请给一个县的代码。"), "not_a_county", field="county")
    model, moment = _checked(path), clock.at_or_now(at)
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    name = f"{county.code}-{digest[:16]}.model"
    suggestions.keep(name, content)
    texts, measured = model.about.get("texts", 0), model.about.get("macro_f1")
    with transaction.atomic():
        used, _new = ModelInUse.objects.update_or_create(
            county=county,
            defaults={"path": name, "made_at": moment, "labels": texts, "macro_f1": measured},
        )
        told = {
            "county": county.code,
            "sha256": digest,
            "labels": list(model.labels),
            "texts": texts,
            "macro_f1": measured,
        }
        by_ref = by.ref if by else ""
        ledger.record(event=USE_MODEL, subject=county.code, content=told, by=by_ref, at=moment)
        note_category_model(used, sha256=digest, sheet=_sheet(model, texts, measured))
        background.enqueue(REREAD, county.pk)
    suggestions.forget()
    return used


def _sheet(model: TextModel, texts: int, measured: float | None) -> dict[str, Any]:
    """The data sheet of a category model: what its file says of how it was made."""
    return {
        **{
            key: value for key, value in model.about.items() if isinstance(value, str | int | float)
        },
        "cases": texts,
        "macro_f1": measured,
        "labels": list(model.labels),
    }


def _checked(path: Path) -> TextModel:
    try:
        model = TextModel.load(path)
    except InsightError as error:
        sentence = suggestions.spoken(error.sentence, error.english)
        raise Invalid(sentence, error.code, field="path") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Invalid(_("读不到这个模型文件，请检查路径。"), "no_model", field="path") from error
    known = Category.objects.filter(name__in=model.labels) | Category.objects.filter(
        code__in=model.labels
    )
    if not known.exists():
        raise Invalid(
            _("这个模型的类别没有一个在类别表里，请用本县的标注训练。"), "no_labels", field="path"
        )
    return model
