"""Inspection of villages: rounds and teams, 码上巡, clues, working papers, orders, rectification.

A round is planned, a village is chosen with a written reason, its notice carries a code; what people
say becomes clues, clues become working papers or orders at once, papers become lines of the
rectification ledger that villagers read. Verbs stand in `actions`.
"""
