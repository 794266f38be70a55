"""The log: a tiled transparency log as a plain library, with no Django.

Formats: RFC 6962 trees; C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-proof,
tlog-cosignature and tlog-witness. `docs/record.md` explains them with vectors of our own.
Verbs: `publish.publish`, `proof.make`, `verify.verify`, `audit.audit`, `witness.add_checkpoint`.
The rest of `ledger` calls these; a browser, a command line and a cluster may use them alone.
Keys, times and folders always come from the caller.
"""
