from sanan.kit import tokens


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


def new_token() -> str:
    """A name that nobody may guess."""
    return tokens.opaque(32)
