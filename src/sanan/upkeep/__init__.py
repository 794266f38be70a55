"""Keeping an installation alive: backups and their restoring, upgrades, what the clerk must know.

A backup is a folder in a *place* (`SANAN_BACKUP`): the database as its own program dumps it, a list
of files whose bytes lie once in the place's store, and a manifest with every hash. Keys never lie in
it: they are locked for a recovery key that is kept on paper. The record's newest part is copied to
the place every few seconds, so that a restored installation knows what it has lost.
"""
