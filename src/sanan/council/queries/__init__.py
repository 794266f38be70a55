"""Reads of the council room. `joint_members` is for the rooms above it."""

from sanan.council.queries.joint import joint_members

__all__ = ["joint_members"]
