"""What the clock calls."""


def nightly() -> None:
    """Write what changed into the data folder and count it; engines are loaded only here."""
    from sanan.analysis.actions.snapshot import snapshot

    snapshot()
