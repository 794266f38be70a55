"""Pages of this room: the desk's, everyone's."""
