"""Web push (RFC 8030): messages to a browser that agreed to them."""
