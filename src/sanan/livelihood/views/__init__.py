"""Pages of this room: the desk's, a family's own, everyone's."""
