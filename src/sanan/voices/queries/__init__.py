"""Reads of the voices room."""
