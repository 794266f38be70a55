"""The shape of what people and programs send."""
