"""Every verb of the books room."""

from sanan.books.actions.warnings import Looked, answer, close, look_for_warnings, send_back

__all__ = ["Looked", "answer", "close", "look_for_warnings", "send_back"]
