"""Message catalogues without GNU gettext: collected, checked and compiled in plain Python.

The words in code and templates are Chinese (ADR 3); each other language has one catalogue,
`src/sanan/locale/<language>/LC_MESSAGES/django.po`. That of Chinese, written by hand, holds what
Django itself says of a form.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parents[1]
LOCALE = SOURCE / "locale"
LANGUAGES = ("en",)

SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said: the Chinese words, a context where one word has two meanings."""

    text: str
    plural: str = ""
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a catalogue holds after collecting."""

    total: int
    missing: int


def extract() -> dict[str, Found]:
    """Write every catalogue anew: all messages in use, with the translations already given."""
    said = collect()
    result = {}
    for language in LANGUAGES:
        old = _open(language)
        known = {(e.msgid, e.msgctxt): e for e in old}
        new = polib.POFile(wrapwidth=98)
        new.metadata = _head(language)
        for message, places in sorted(said.items(), key=lambda item: item[1]):
            new.append(_entry(message, places, known.get((message.text, message.context))))
        path = _path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        new.save(str(path))
        result[language] = Found(len(new), len(new.untranslated_entries()))
    return result


def compile_all() -> list[Path]:
    """Write the `.mo` beside every catalogue; returns what was written."""
    written = []
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        polib.pofile(str(path)).save_as_mofile(str(target))
        written.append(target)
    return written


def gaps() -> dict[str, list[str]]:
    """By language, what is said and has no translation, or one whose placeholders differ."""
    said = collect()
    result = {}
    for language in LANGUAGES:
        done = {
            (e.msgid, e.msgctxt)
            for e in _open(language)
            if e.translated() and not e.fuzzy and _same_placeholders(e)
        }
        result[language] = sorted({m.text for m in said if (m.text, m.context) not in done})
    return result


def collect() -> dict[Message, list[str]]:
    """Every message in code and templates, with the files (relative) that say it."""
    said: dict[Message, list[str]] = {}
    for path in sorted(SOURCE.rglob("*")):
        for message in _messages(path):
            places = said.setdefault(message, [])
            if (name := path.relative_to(SOURCE).as_posix()) not in places:
                places.append(name)
    return said


def _messages(path: Path) -> Iterator[Message]:
    if "migrations" in path.parts or "node_modules" in path.parts or path == Path(__file__):
        return
    if path.suffix == ".py":
        yield from in_python(path.read_text(encoding="utf-8"))
    elif "templates" in path.parts and path.suffix in {".html", ".txt"}:
        yield from in_template(path.read_text(encoding="utf-8"))


def in_python(source: str) -> Iterator[Message]:
    """The messages of a Python module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            words = [a.value for a in node.args if isinstance(a, ast.Constant)]
            yield from _message(name, [w for w in words if isinstance(w, str)])


def in_template(source: str) -> Iterator[Message]:
    """The messages of a Django template."""
    from django.utils.translation.template import templatize

    for name, literals in CALL.findall(templatize(source)):
        yield from _message(name, list(ast.literal_eval(f"({literals},)")))


def _message(name: str, words: list[str]) -> Iterator[Message]:
    match words:
        case [text, *_] if name in SINGLE and text:
            yield Message(text)
        case [text, plural, *_] if name in PLURAL:
            yield Message(text, plural)
        case [context, text, *_] if name in CONTEXT:
            yield Message(text, context=context)
        case [context, text, plural, *_] if name in CONTEXT_PLURAL:
            yield Message(text, plural, context)


def _entry(message: Message, places: list[str], old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context)
    entry.occurrences = [(place, "") for place in places]
    if "%(" in message.text:
        entry.flags = ["python-format"]
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = old.msgstr_plural if old and old.msgstr_plural else {0: "", 1: ""}
    elif old:
        entry.msgstr = old.msgstr
    return entry


def _same_placeholders(entry: polib.POEntry) -> bool:
    wanted = set(re.findall(r"%\(\w+\)[sd]", entry.msgid))
    given = [entry.msgstr, *entry.msgstr_plural.values()]
    # A plural form may leave out its number ("one case").
    return all(
        set(re.findall(r"%\(\w+\)[sd]", text)) == wanted
        or (entry.msgid_plural and set(re.findall(r"%\(\w+\)[sd]", text)) <= wanted)
        for text in given
        if text
    )


def _open(language: str) -> polib.POFile:
    path = _path(language)
    return polib.pofile(str(path), wrapwidth=98) if path.exists() else polib.POFile()


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _head(language: str) -> dict[str, str]:
    return {
        "Project-Id-Version": "Sanan",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
