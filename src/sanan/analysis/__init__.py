"""Counting that scales: what rooms declare as measures, counted by place and month.

Verbs: `actions.snapshot` (facts out of the rows, without anything personal), `actions.publish` (a
county's counts, signed), `actions.take` (another's, checked), `actions.trust` (whose key signs).
Any room above may declare facts and measures in its manifest and read `queries`; this room knows
none of them. `counting` is a plain library over Parquet files.
"""
