"""Every verb of the voices room; keyword-only, `by` and `at` last."""

from sanan.voices.actions.rooms import announce, new_door, open_room, set_rules

__all__ = ["announce", "new_door", "open_room", "set_rules"]
