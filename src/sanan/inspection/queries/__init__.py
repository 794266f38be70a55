"""Reads of this room, by module."""
