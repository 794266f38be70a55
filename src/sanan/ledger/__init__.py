"""The provable record: one append-only entry for every change of anything.

An entry's public bytes hold no word of what was said: the event, an opaque id, the moment and a
salted commitment. Content and salt stand beside it and may be erased without breaking the record.

Verb: `actions.record`, called by every other room's actions inside their transaction.
Only this room writes its tables. It imports nothing above `kit`.
"""
