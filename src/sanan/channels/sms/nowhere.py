"""An installation that sends no text messages, because it has no contract for them yet."""

from sanan.channels.sms.transport import NotSent, Sms


class Nowhere:
    """Takes nothing: whoever sends learns at once that it did not go out."""

    def send(self, sms: Sms) -> str:  # noqa: ARG002 - the shape of every transport
        """Refuse."""
        raise NotSent("no_transport", again=False)
