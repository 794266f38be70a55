"""Where a report goes, what its reporter reads, what officers and the auditor see."""
