"""The village's books: funds, assets, resources, contracts, vouchers, and what looks wrong in them.

Money is integer fen. A township's accounting sheet is read once, shown, and taken in whole; a voucher's
photo stays restricted and only a redacted copy, confirmed by a named person, is public. Warnings are
declared rules (`rules.WARNINGS`) and close only with evidence. Verbs stand in `actions`; `powers`
reads `queries.statement` for its disclosures and may register warning rules of its own.
"""
