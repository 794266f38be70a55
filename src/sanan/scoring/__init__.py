"""Scoring: assessment rules as data, worked out exactly, every score told step by step.

Plain Python, no Django: rules are JSON, facts are numbers, what comes back are dataclasses that a
page can print. Rooms keep the rules (with their version) and gather the facts.

* `read(data)`: a `RuleSet` out of JSON, or `RulesRefused` with every fault and where it stands
* `evaluate(rules, subjects)`: a `Result` with a `Score` each: points, rank, list, steps
* `compare(before, after)`: what a change of rules would do, for a try-out
* `Step.sentence`, `Step.values`: `gettext(step.sentence) % step.values` is the line of the page
* `plain(number)`: a number as pages print it

What the JSON holds is told in docs/scoring.md. H2: score what projects and units achieved, never
what a member of staff clicked.
"""

from sanan.scoring.evaluate import compare, evaluate
from sanan.scoring.numbers import plain
from sanan.scoring.outcome import Change, Condition, ItemScore, Result, Score, Step, Subject
from sanan.scoring.reading import read
from sanan.scoring.rules import Fault, RuleSet, RulesRefused

__all__ = [
    "Change",
    "Condition",
    "Fault",
    "ItemScore",
    "Result",
    "RuleSet",
    "RulesRefused",
    "Score",
    "Step",
    "Subject",
    "compare",
    "evaluate",
    "plain",
    "read",
]
