"""The lives of this room's things as data, and its arithmetic."""
