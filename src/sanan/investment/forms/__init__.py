"""The shape of what people write in this room, and of the tables that others send."""
