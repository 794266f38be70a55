"""Reads of the volunteers room."""

from sanan.volunteers.queries.hours import minutes

__all__ = ["minutes"]
