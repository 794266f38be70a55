"""Making a county's desk from its own decisions each night, and going back to an earlier model."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.cases.actions.rereading import REREAD
from sanan.cases.enums import ModelKind, Nature
from sanan.cases.models import Case, ModelInUse, ModelVersion
from sanan.cases.queries import desk as desks
from sanan.cases.queries import suggestions
from sanan.insight.desk import Desk
from sanan.kit import background, clock
from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger import actions as ledger
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

NIGHT = 2
"""Hour of the day from which the desk is made anew."""

LEAST = 300
"""Decided cases from which a desk is worth making; until then the category alone is suggested."""

KEPT = 30
"""Versions of a county whose files are kept, besides the one in use."""

USE_MODEL, BACK = "reading.use_model", "reading.back"
SETTERS = frozenset({Role.TENANT_ADMIN})


def learn_due(*, at: datetime | None = None) -> int:
    """Make each county's desk anew where its last was made before tonight; how many were made.

    A county that went back to an earlier desk is left alone until somebody lets it learn.
    """
    now = clock.at_or_now(at)
    here = timezone.localtime(now)
    tonight = here.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    if here < tonight:
        return 0
    return sum(
        learn(county=county, at=now).used_at is not None
        for county in Place.objects.of_kind(PlaceKind.COUNTY)
        if _is_due(county, tonight)
    )


def _is_due(county: Place, tonight: datetime) -> bool:
    made = ModelVersion.objects.filter(county=county, kind=ModelKind.DESK).order_by("-made_at")
    last = made.first()
    if last is not None and (last.made_at >= tonight or last.dropped):
        return False
    decided = Case.objects.filter(county=county, handler__isnull=False, category__isnull=False)
    if last is not None:
        decided = decided.filter(dispatched_at__gt=last.made_at)
        return decided.exists()
    return decided[:LEAST].count() >= LEAST


def learn(*, county: Place, at: datetime | None = None) -> ModelVersion:
    """Make the county's desk from what stands decided; use it unless it is worse than the one before.

    Both read the cases decided since, which neither has seen. The same cases and lists make the same
    file, byte for byte. A version that was found worse is kept with its sheet and never used.
    """
    from sanan.insight.desk_learning import learnt, worse  # with SciPy, which only the worker needs

    now = clock.at_or_now(at)
    if county.kind != PlaceKind.COUNTY:
        raise Invalid(_("模型按县启用，请给一个县的代码。"), "not_a_county", field="county")
    reader, used = suggestions.reader_of(county.pk), desks.in_use(county.pk)
    if reader.refusal:
        raise Invalid(reader.refusal, "no_model", field="model")
    rows = desks.ruled(county, until=now)
    rows_digest = hashlib.sha256("\n".join(desks.unsaid(rows)).encode()).hexdigest()
    made = learnt(
        desks.topics(),
        desks.lines_of(county),
        rows,
        base=reader.model,
        kinds=[kind.value for kind in Nature],
        until=now.timestamp() / 86_400,
        before=desks.loaded(used.path, county.pk) if used else None,
        about={
            "county": county.code,
            "source": "the county's own decided cases; no other text",
            "rows_sha256": rows_digest,
            "category_model": reader.name or "shipped",
        },
    )
    return _kept(county, made, now, use=not worse(made.sheet))


def _kept(county: Place, made: Desk, now: datetime, *, use: bool) -> ModelVersion:
    content = _bytes(made)
    digest = hashlib.sha256(content).hexdigest()
    name = f"{county.code}-desk-{digest[:16]}.model"
    suggestions.keep(name, content)
    with transaction.atomic():
        version = ModelVersion.objects.create(
            county=county,
            kind=ModelKind.DESK,
            path=name,
            sha256=digest,
            made_at=now,
            sheet=dict(made.sheet),
        )
        if use:
            _use(version, by=None, at=now)
    _tidy(county)
    desks.forget()
    return version


def _bytes(made: Desk) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.model"
        made.save(path)
        return path.read_bytes()


def _use(version: ModelVersion, *, by: Person | None, at: datetime, event: str = USE_MODEL) -> None:
    """Let a version read from now on; one entry, and the waiting cases are read again."""
    ModelVersion.objects.filter(
        county=version.county, kind=version.kind, used_at__isnull=False, left_at=None
    ).update(left_at=at)
    version.used_at, version.left_at, version.dropped = at, None, False
    version.save()
    told: dict[str, Any] = {
        "county": version.county.code,
        "kind": version.kind,
        "sha256": version.sha256,
        "cases": version.sheet.get("cases"),
    }
    ledger.record(
        event=event, subject=version.county.code, content=told, by=by.ref if by else "", at=at
    )
    background.enqueue(REREAD, version.county_id)


def note_category_model(used: ModelInUse, *, sha256: str, sheet: dict[str, Any]) -> ModelVersion:
    """Write a category model that was put to use among the county's versions."""
    ModelVersion.objects.filter(
        county=used.county, kind=ModelKind.CATEGORY, used_at__isnull=False, left_at=None
    ).update(left_at=used.made_at)
    return ModelVersion.objects.create(
        county=used.county,
        kind=ModelKind.CATEGORY,
        path=used.path,
        sha256=sha256,
        made_at=used.made_at,
        used_at=used.made_at,
        sheet=sheet,
    )


def go_back(
    *,
    county: Place,
    kind: ModelKind = ModelKind.DESK,
    by: Person | None = None,
    at: datetime | None = None,
) -> ModelVersion:
    """Use the version before the one in use again; the one left is not taken up by itself any more.

    `by` is None at the command line of the installation. Raises `Invalid` where there is none before,
    or its file cannot be read: nothing changes then.
    """
    if by is not None and not people.holds(by, SETTERS, path=county.path):
        raise Forbidden(_("这一步由系统管理员来办。"), "not_yours")
    now, used = clock.at_or_now(at), desks.in_use(county.pk, kind)
    left = ModelVersion.objects.filter(county=county, kind=kind, left_at__isnull=False)
    before = left.filter(dropped=False).order_by("-left_at", "-pk").first()
    if before is None:
        raise Invalid(_("没有更早的模型可以退回。"), "no_model_before", field="county")
    if not (suggestions.folder() / before.path).exists():
        raise Invalid(_("更早的模型文件读不到，请从备份恢复。"), "no_model", field="county")
    with transaction.atomic():
        if used is not None:
            used.left_at, used.dropped = now, True
            used.save(update_fields=["left_at", "dropped"])
        if kind == ModelKind.CATEGORY:
            _point_to(before)
        _use(before, by=by, at=now, event=BACK)
    desks.forget()
    suggestions.forget()
    return before


def _point_to(version: ModelVersion) -> None:
    sheet = version.sheet
    ModelInUse.objects.filter(county=version.county).update(
        path=version.path,
        made_at=version.made_at,
        labels=sheet.get("cases") or 0,
        macro_f1=sheet.get("macro_f1"),
    )


def _tidy(county: Place) -> None:
    """Let the files of desks go that are long left; their sheets stay."""
    old = ModelVersion.objects.filter(county=county, kind=ModelKind.DESK).exclude(
        used_at__isnull=False, left_at=None
    )
    for version in _beyond(list(old.order_by("-made_at", "-pk"))):
        (Path(settings.VAR) / "models" / version.path).unlink(missing_ok=True)


def _beyond(versions: Sequence[ModelVersion]) -> Sequence[ModelVersion]:
    kept = {one.path for one in versions[:KEPT]}
    return [one for one in versions[KEPT:] if one.path not in kept]
