"""Scales on a serial line: `line.scale()` gives the one that the settings name."""
