"""This room's part of the command line; the witness needs no database and stands by itself."""
