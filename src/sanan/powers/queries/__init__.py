"""Reads of the powers room."""
