"""Text messages: `transport.transport()` gives the road that the settings choose."""
