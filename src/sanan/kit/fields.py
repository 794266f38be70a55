"""How confidential a field is: every model states it, and a test reads it.

A model declares `classified = {"public": [...], "internal": [...], ...}` naming each of its own
fields once. Masking, export and retention go by it (PIPL arts. 28 and 51).
"""

from enum import StrEnum


class Confidentiality(StrEnum):
    """From what anyone may read to what only its addressee may."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    SEALED = "sealed"
