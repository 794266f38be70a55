"""Where to look, worked out: an index of villages that can be argued with, and its back-test.

Plain functions of figures, without Django: `reckoning` gives each village's score with every term that
made it, `trouble` generates counties with planted trouble, `backtest` says what the index would
have found there beside chance and beside "most complaints".
"""
