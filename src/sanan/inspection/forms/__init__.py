"""The shape of what people write in this room."""
