"""State tables of disclosures, questions and runs, and who acts for whom."""
