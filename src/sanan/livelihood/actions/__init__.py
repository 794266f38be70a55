"""Every verb of this room, by the part it belongs to."""
