"""Pages of this room: the desk's, a party's own, everyone's."""
