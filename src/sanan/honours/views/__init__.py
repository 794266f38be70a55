"""Pages of this room: the desk's, the record of tolerated faults, everyone's."""
