"""Pages of this room: the desk's, judges', everyone's."""
