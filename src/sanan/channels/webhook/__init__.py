"""Messages to an address that somebody subscribed: signed, and never to a machine inside."""
