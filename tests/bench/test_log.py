"""The figures mean what they say; how fast this machine is, is no matter of a test."""

from itertools import count

from bench import log
from bench.log import AppendFigures, AuditFigures


def ticking():
    """A clock that moves one second each time it is read."""
    return count().__next__


def test_append_is_counted():
    figures = log.measure_append(ticking(), leaves=600)
    assert figures == AppendFigures(leaves=600, seconds=1)
    assert figures.leaves_per_second == 600


def test_the_audit_is_clean():
    assert log.measure_audit(ticking(), entries=700) == AuditFigures(700, 1, clean=True)


def test_receipts_open_few_files():
    figures = log.measure_proofs(ticking(), size=70_000, receipts=40)
    assert (figures.size, figures.receipts, figures.median_ms) == (70_000, 40, 1000)
    assert figures.most_files == 5
    assert figures.newest_bytes < figures.most_bytes <= 1300
