"""Reads of the council room."""
