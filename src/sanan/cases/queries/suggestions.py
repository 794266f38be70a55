"""What the reading room suggests for a text. A named person confirms or changes it (H7)."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from sanan.cases.enums import Urgency
from sanan.cases.models import ModelInUse
from sanan.insight.category import classify, classify_many, model_at
from sanan.insight.encoder import Encoder, configured
from sanan.insight.errors import InsightError
from sanan.insight.model import TextModel
from sanan.insight.private.covering import cover
from sanan.insight.replies import FAULT_TEXT, Fault, check_reply
from sanan.insight.urgency import Level, urgency

logger = logging.getLogger(__name__)

READ_CHARACTERS = 4000
LIKELY = 0.5
CONFIDENT = 0.8
"""From here on a category that was read is offered; below it a person chooses, and nothing is said."""

KEPT_SECONDS = 30
URGENCY = {
    Level.LIFE: Urgency.DANGER,
    Level.SUPPLY: Urgency.UTILITY,
    Level.ORDINARY: Urgency.ORDINARY,
}


ALSO_CALLED = (
    ("农业农村", "农村农业"),
    ("民政救助", "民政"),
    ("公安政法", "政法"),
    ("自然资源", "国土资源"),
    ("干部作风", "纪检监察"),
)
"""Names that a model's labels and a county's list of categories give to one thing."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The county's own model, the shipped one (None), or why neither could be used."""

    model: TextModel | None = None
    name: str = ""
    refusal: str = ""


_kept: dict[int | None, tuple[float, Reader]] = {}


def forget() -> None:
    """Look again which model each county uses."""
    _kept.clear()


def folder() -> Path:
    """Where the counties' models lie."""
    return Path(settings.VAR) / "models"


def reader_of(county_id: int | None) -> Reader:
    """Whose model reads for a county; asked of the database at most every half minute.

    A model that is gone or damaged is told (`refusal`), never replaced by another in silence.
    """
    held, now = _kept.get(county_id), time.monotonic()
    if held is None or held[0] < now - KEPT_SECONDS:
        held = _kept[county_id] = (now, _reader(county_id))
    return held[1]


def keep(name: str, content: bytes) -> None:
    """Put a model file into the folder, whole or not at all: written beside, then put in place."""
    folder().mkdir(parents=True, exist_ok=True)
    draft = folder() / f"{name}.part"
    draft.write_bytes(content)
    draft.replace(folder() / name)


def alarm(text: str, title: str = "") -> dict[str, Any]:
    """How urgent it sounds and by which words: what cannot wait until the rest is read."""
    heard = urgency(f"{title}\n{text}"[:READ_CHARACTERS])
    return {
        "urgency": URGENCY[heard.level].value,
        "signs": sorted({word for words in heard.signs.values() for word in words}),
    }


def read(text: str, title: str = "", *, county_id: int | None = None) -> dict[str, Any]:
    """Suggested categories with probabilities and deciding words, and urgency, as plain JSON."""
    reader = reader_of(county_id)
    found = [] if reader.refusal else classify(text[:READ_CHARACTERS], title, model=reader.model)
    told = {
        "categories": [
            {"label": s.label, "probability": round(s.probability, 3), "words": list(s.words)}
            for s in found
        ],
        **alarm(text, title),
    }
    named = {"model": reader.name, "refusal": reader.refusal}
    return told | {key: value for key, value in named.items() if value}


def encoder() -> Encoder | None:
    """The installation's own sentence encoder (`SANAN_ENCODER`), or None where there is none.

    One that cannot be read is an error in the log, and nothing is compared by meaning: whoever
    types is not turned away for it. A model trained with it refuses by itself.
    """
    try:
        return configured()
    except InsightError as error:
        logger.error("%s / %s", error.sentence, error.english)  # noqa: TRY400 - the sentence says it
        return None


def likely_label(text: str, county_id: int | None) -> str:
    """The category that a text is most likely about, where that is more likely than not."""
    model = reader_of(county_id).model
    best = classify_many([("", text[:READ_CHARACTERS])], model=model, top=1)[0]
    return best[0].label if best and best[0].probability >= LIKELY else ""


def label_of(suggested: Mapping[str, Any] | None) -> str:
    """The same of what was read before."""
    best: Mapping[str, Any] = next(iter((suggested or {}).get("categories") or []), {})
    return str(best.get("label", "")) if best.get("probability", 0) >= LIKELY else ""


def names_of(label: str) -> tuple[str, ...]:
    """The label, and what else it is called."""
    return tuple(
        dict.fromkeys((label, *(n for pair in ALSO_CALLED if label in pair for n in pair)))
    )


def masked(text: str, name: str = "") -> str:
    """`text` with private words covered, and `name` where it stands in it."""
    return cover(text, names=[name])


def reply_faults(said: str, reply: str) -> list[str]:
    """What a reply lacks, as keys that are kept; `fault_words` says them."""
    return [fault.value for fault in check_reply(said[:READ_CHARACTERS], reply).faults]


def fault_words(faults: list[str]) -> list[str]:
    """Each fault as a sentence."""
    known = {fault.value: FAULT_TEXT[fault] for fault in Fault}
    return [spoken(*known[fault]) for fault in faults if fault in known]


def spoken(chinese: str, english: str) -> str:
    """A sentence of the reading room, which knows no gettext, in the reader's language."""
    return chinese if (get_language() or "zh").startswith("zh") else english


def _reader(county_id: int | None) -> Reader:
    used = ModelInUse.objects.filter(county=county_id).first() if county_id else None
    if used is None:
        return Reader()
    try:
        return Reader(model_at(folder() / used.path), used.path)
    except InsightError as error:
        return Reader(name=used.path, refusal=error.sentence)
    except OSError:
        return Reader(
            name=used.path,
            refusal=f"分类模型 {used.path} 读不到，请重新训练或从备份恢复。",
        )
