"""A process on paper: its state chart (Mermaid) and its table of verbs, for `docs/processes.md`."""

from collections.abc import Iterator
from typing import Any

from sanan.process.declare import Process, Verb
from sanan.process.registry import processes


def pages() -> Iterator[str]:
    """Every process of the rooms of this package; those that stand elsewhere have docs of their own."""
    for process in processes().values():
        if process.model.__module__.startswith("sanan."):
            yield from page(process)
            yield ""


def page(process: Process[Any]) -> Iterator[str]:
    """One process: heading, chart, table."""
    yield f"## {process.title} `{process.name}`"
    yield ""
    yield "```mermaid"
    yield from chart(process)
    yield "```"
    yield ""
    yield from table(process)


def chart(process: Process[Any]) -> Iterator[str]:
    """Its states and what leads from one to the next."""
    yield "stateDiagram-v2"
    for state in process.states:
        yield f"  {state.value}: {state.label}"
    for verb in process:
        if verb.begins and verb.target:
            yield f"  [*] --> {verb.target}: {verb.label}"
        for source in _in_order(process, verb):
            if verb.target and verb.target != source:
                yield f"  {source} --> {verb.target}: {verb.label}"


def table(process: Process[Any]) -> Iterator[str]:
    """Its verbs: from where, to where, by whom."""
    yield "| verb | | from | to | who |"
    yield "|---|---|---|---|---|"
    for verb in process:
        yield f"| `{verb}` | {verb.label} | {_sources(process, verb)} | {_target(verb)} | {_who(verb)} |"


def _target(verb: Verb) -> str:
    return verb.target or "stays, or as the action says"


def _sources(process: Process[Any], verb: Verb) -> str:
    if verb.begins:
        return "*begins*"
    named = _in_order(process, verb)
    left_out = [str(s.value) for s in process.states if s.value not in verb.sources]
    if len(named) <= len(left_out) + 1:
        return ", ".join(named)
    return f"all but {', '.join(left_out)}" if left_out else "all"


def _in_order(process: Process[Any], verb: Verb) -> list[str]:
    return [str(state.value) for state in process.states if state.value in verb.sources]


def _who(verb: Verb) -> str:
    return ", ".join(
        [*sorted(map(str, verb.roles)), *(f"*{r}*" for r in sorted(map(str, verb.relations)))]
    )
