"""Reads of the books room."""

from sanan.books.queries.statement import Line, Statement, balance, months, statement

__all__ = ["Line", "Statement", "balance", "months", "statement"]
