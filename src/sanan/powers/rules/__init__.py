"""The lives of disclosures, questions and runs, and who acts for whom."""
