"""Reading the record: leaves, logs and keys, receipts, figures, audits. Writes nothing."""
