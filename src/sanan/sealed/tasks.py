"""What the clock calls."""

from sanan.sealed import actions


def settle() -> int:
    """Close the days that are over, and enter scripts that changed; see the actions."""
    actions.enter_script()
    return actions.settle()
