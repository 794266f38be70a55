"""E-mail by SMTP (RFC 5321), over TLS.

What the server refuses at once is seen here. A mail that comes back later goes to the mailbox of
`sender`, which nobody here reads.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from django.conf import settings

from sanan.channels.sms.transport import NotSent

DEADLINE = 5.0
PASSING = range(400, 500)
NO_MAILBOX = frozenset({550, 551, 553})
"""No such mailbox here: this address is over (RFC 5321 §4.2.3)."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A server. `tls` is `start` (STARTTLS), `whole` (TLS from the first byte) or `none`."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "start"

    @classmethod
    def from_settings(cls) -> "Smtp":
        """The server that the settings name."""
        return cls(**settings.MAIL)

    def send(self, address: str, subject: str, text: str) -> str:
        """Hand over; answers the message's own id, raises `NotSent`."""
        try:
            mail = self._mail(address, subject, text)
        except ValueError:  # a line break, or what is no address
            raise NotSent("mail.bad_address", again=False, gone=True) from None
        try:
            with self._server() as server:
                server.send_message(mail, self.sender, [address])
        except smtplib.SMTPRecipientsRefused as refused:
            raise _refusal(next(iter(refused.recipients.values()), (550, b""))[0]) from None
        except smtplib.SMTPResponseException as wrong:
            raise _refusal(wrong.smtp_code, recipient=False) from None
        except (smtplib.SMTPException, OSError):
            # The error's own text may hold the address, so it goes no further.
            raise NotSent("mail.unreachable", again=True) from None
        return str(mail["Message-ID"])

    def _mail(self, address: str, subject: str, text: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, address, subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = make_msgid(domain=self._name())
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        return mail

    def _name(self) -> str:
        """How we call ourselves; without it the machine's name would be looked up, at length."""
        return self.sender.rpartition("@")[2] or "localhost"

    def _server(self) -> smtplib.SMTP:
        safe = ssl.create_default_context()
        if self.tls == "whole":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, self._name(), timeout=DEADLINE, context=safe
            )
        else:
            server = smtplib.SMTP(self.host, self.port, self._name(), timeout=DEADLINE)
        if self.tls == "start":
            server.starttls(context=safe)
        if self.user:
            server.login(self.user, self.password)
        return server


def _refusal(code: int, *, recipient: bool = True) -> NotSent:
    return NotSent(
        f"mail.{code}",
        again=code in PASSING,
        gone=recipient and code in NO_MAILBOX,
    )
