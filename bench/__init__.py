"""Measuring: how fast, how much memory, how many statements, beside a bare yardstick of the same run.

`bin/sanan bench …` in a checkout; an installed package has none of it. Every run uses a folder of
its own, listens on the loopback address only and ends within a bound. README.md says what each
measures and how to read it; docs/benchmarks.md what was found.
"""
