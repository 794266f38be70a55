"""Reads of this room; `workers` is what other rooms ask."""
