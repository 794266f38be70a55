"""Verbs of the counting. `snapshot` and what publishes bring pyarrow: import them where they are used."""
