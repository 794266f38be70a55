"""What whoever holds the receipt reads: how far it is, what was answered; never what they said."""

from dataclasses import dataclass
from datetime import date

from sanan.sealed.crypto import at_rest, envelope, letter, passphrase
from sanan.sealed.crypto.at_rest import UnreadableError
from sanan.sealed.enums import TO_REPORTER
from sanan.sealed.models import Report, Wrap
from sanan.sealed.rules.clocks import Due, running

_NOBODY = envelope.new_pair()
_DECOY = envelope.wrap(bytes(envelope.KEY), _NOBODY.public)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the dialogue: `text` of an answer; empty for what the reporter wrote."""

    kind: str
    on: date
    text: str
    mine: bool


def find(receipt: str) -> tuple[Report | None, bytes]:
    """The report of a receipt and the key that reads its answers.

    The slow step is the same for a wrong receipt, and one key is unwrapped in vain for it.
    """
    derived = passphrase.derive(receipt)
    found = Report.objects.filter(receipt=derived.name).select_related("body__org__place").first()
    if found is None:
        envelope.unwrap(_DECOY, _NOBODY.private)
    return found, derived.key


def lines(report: Report, key: bytes) -> list[Line]:
    """The dialogue, oldest first; what cannot be read any more is left empty."""
    private = envelope.unseal(key, at_rest.unlock("voice", bytes(report.voice_locked)), "voice")
    wraps = {
        wrap.message_id: bytes(wrap.key)
        for wrap in Wrap.objects.filter(message__report=report, body=None)
    }
    messages = report.messages.exclude(kind="note").order_by("pk")
    return [
        Line(m.kind, m.on, _text(bytes(m.content), wraps[m.pk], private), mine=False)
        if m.kind in TO_REPORTER
        else Line(m.kind, m.on, "", mine=True)
        for m in messages
    ]


def promised(report: Report) -> list[Due]:
    """The limits that run for the body that has it now."""
    return running(report)


def _text(content: bytes, wrap: bytes, private: bytes) -> str:
    try:
        sealed = at_rest.unlock("message", content)
        return str(letter.read(sealed, at_rest.unlock("wrap", wrap), private).get("text", ""))
    except UnreadableError:
        return ""
