"""The model that is shipped: made only from words and messages that the project wrote."""

from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from sanan.insight.fitting import How
from sanan.insight.model import prepared
from sanan.insight.training import Trained, train

SOURCE = "data/taxonomy.txt"


def taxonomy() -> dict[str, tuple[list[str], list[str]]]:
    """Return per label its words and its invented sample messages."""
    return sections(SOURCE)


def source_digest(source: str) -> str:
    """Return a fingerprint of one of this room's own text files, as the models carry it."""
    return sha256(files("sanan.insight").joinpath(source).read_bytes()).hexdigest()[:16]


def sections(source: str) -> dict[str, tuple[list[str], list[str]]]:
    """Read one of this room's own text files: per section its words and its lines."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    label = ""
    for line in files("sanan.insight").joinpath(source).read_text("utf-8").splitlines():
        if line.startswith("== "):
            label = line[3:].strip()
            found.setdefault(label, ([], []))
        elif line.startswith("words "):
            found[label][0].extend(line[6:].split())
        elif line.startswith("- "):
            found[label][1].append(line[2:].strip())
    return found


def build_starter(path: Path) -> Trained:
    """Train the shipped model and write it to `path`; the same text gives the same model."""
    texts: list[str] = []
    labels: list[str] = []
    for label, (words, messages) in taxonomy().items():
        texts += [*words, *messages]
        labels += [label] * (len(words) + len(messages))
    made = train(
        [prepared(text) for text in texts],
        labels,
        groups=range(len(texts)),
        how=How((1, 2, 3, 4)),
        about={"source": "project", "texts": len(texts), "made_from": source_digest(SOURCE)},
    )
    made.model.save(path)
    return made
