"""Pages of this room: the board and the lists, the things, what is entered, the tables of others."""
