"""Tables of the sealed room. Nothing in them says who wrote, about whom, or at what hour."""

from sanan.sealed.models.body import Body, Officer
from sanan.sealed.models.report import Attachment, Day, Message, Recusal, Report, Wrap

__all__ = ["Attachment", "Body", "Day", "Message", "Officer", "Recusal", "Report", "Wrap"]
