"""Measuring: how fast, how much memory, how many statements, beside a bare yardstick of the same run.

`bin/sanan bench http|import|ledger`. Nothing here runs in a county's installation; every run uses a
folder of its own, listens on the loopback address only and ends within a bound. See
docs/benchmarks.md for what was measured and what it is held against.
"""
