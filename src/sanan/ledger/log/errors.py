"""What the log refuses, one class per kind of thing refused."""


class LogError(Exception):
    """Anything this library refuses; catch this one to catch them all."""


class FormError(LogError):
    """A line, number or base64 text is not in its one allowed form."""


class KeyFormError(LogError):
    """A verifier or signer key text is malformed, or its key id does not belong to it."""


class NoteError(LogError):
    """A signed note is malformed, or no trusted signature on it holds."""


class CheckpointError(LogError):
    """A checkpoint is malformed, or is another log's."""


class ProofError(LogError):
    """A proof was asked for outside the tree, or does not lead to the root."""


class TileError(LogError):
    """A tile or entry bundle has the wrong length, place or content."""


class TileMissingError(TileError):
    """A tile, entry bundle or checkpoint file is not there."""


class EntryError(LogError):
    """An entry is not in canonical form."""


class DivergedError(LogError):
    """What is to be appended does not continue what has been published."""
