"""Making a stylesheet small: only rules that pages can use, only variables that those rules use."""

import re
from collections.abc import Iterator

_CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
_VARIABLE_USED = re.compile(r"var\(\s*(--[\w-]+)")
_VARIABLE_SET = re.compile(r"(--[\w-]+)\s*:")
_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
_NEGATION = re.compile(r":not\([^)]*\)")
_KEYFRAMES = re.compile(r"@(?:-webkit-)?keyframes\s+([\w-]+)")
_FOREIGN = re.compile(r"(?:^|[\s>+~,])(?:page|view|wx-[\w-]+)\b")

_GROUPS = ("@media", "@supports")

Rule = tuple[str, str]


def prune(css: str, classes: set[str], also_used: str = "") -> str:
    """`css` without rules that name a class outside `classes` and without unused variables.

    `also_used` is other CSS that reads this one's variables. Rules for elements stay, except for
    those that only mini-programs have.
    """
    kept = list(_kept(rules(_COMMENT.sub("", css)), classes))
    while True:
        used = set(_VARIABLE_USED.findall(also_used + "".join(body for _, body in kept)))
        fewer = [(head, _without_unused(head, body, used)) for head, body in kept]
        fewer = [(head, body) for head, body in fewer if body and _moves(head, fewer)]
        if fewer == kept:
            return "".join(f"{head}{{{body}}}" if body != ";" else head for head, body in kept)
        kept = fewer


def rules(css: str) -> Iterator[Rule]:
    """The top-level rules as (prelude, body); a statement such as @charset has the body `;`."""
    start = depth = opened = 0
    quote = ""
    position = 0
    while position < len(css):
        char = css[position]
        if quote:
            if char == "\\":
                position += 1
            elif char == quote:
                quote = ""
        elif char in "\"'":
            quote = char
        elif char == "{":
            opened = position if depth == 0 else opened
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : position].strip()
                start = position + 1
        elif char == ";" and depth == 0:
            yield css[start : position + 1].strip(), ";"
            start = position + 1
        position += 1


def _moves(head: str, every: list[Rule]) -> bool:
    """Whether a rule's animation is played by another rule; true for all other rules."""
    named = _KEYFRAMES.match(head)
    played = named and re.compile(rf"animation[^;}}]*[\s:,]{re.escape(named.group(1))}[\s,;}}]")
    return not played or any(played.search(body + ";") for _, body in every)


def _kept(found: Iterator[Rule], classes: set[str]) -> Iterator[Rule]:
    for head, body in found:
        if head.startswith(_GROUPS):
            inner = "".join(f"{h}{{{b}}}" for h, b in _kept(rules(body), classes))
            if inner:
                yield head, inner
        elif head.startswith("@"):
            yield head, body
        elif selectors := [s for s in _split(head) if _may_match(s, classes)]:
            yield ",".join(selectors), body


def _split(selectors: str) -> list[str]:
    """The selectors of a list; a comma inside brackets does not part them."""
    return [s.strip() for s in re.split(r",(?![^(\[]*[)\]])", selectors)]


def _may_match(selector: str, classes: set[str]) -> bool:
    bare = _NEGATION.sub("", selector)
    return not _FOREIGN.search(bare) and all(
        name.replace("\\", "") in classes for name in _CLASS.findall(bare)
    )


def _without_unused(head: str, body: str, used: set[str]) -> str:
    if head.startswith(_GROUPS):
        parts = ((h, _without_unused(h, b, used)) for h, b in rules(body))
        return "".join(f"{h}{{{b}}}" for h, b in parts if b)
    if head.startswith("@"):
        return body
    return ";".join(part for part in _declarations(body) if _is_used(part, used))


def _declarations(body: str) -> list[str]:
    """Declarations of one rule; a semicolon inside quotes or brackets does not part them."""
    parts, start, depth, quote = [], 0, 0, ""
    for position, char in enumerate(body):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == ";" and depth == 0:
            parts.append(body[start:position].strip())
            start = position + 1
    return [part for part in [*parts, body[start:].strip()] if part]


def _is_used(declaration: str, used: set[str]) -> bool:
    named = _VARIABLE_SET.match(declaration)
    return named is None or named.group(1) in used
