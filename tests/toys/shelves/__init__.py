"""A toy room, as small as a room can be: shelves on which neighbours put things for each other."""
