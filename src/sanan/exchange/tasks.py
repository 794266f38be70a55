"""What the clock calls. Each may be called again at any time, by several workers at once."""

from sanan.exchange import actions


def move() -> None:
    """What waits is taken, told and sent."""
    actions.take_waiting()
    actions.tell_outside()
    actions.send_results()
    actions.deliver()


def files() -> None:
    """What lies in the folders is taken; results are written into them."""
    actions.watch()
    actions.write_results()
