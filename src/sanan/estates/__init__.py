"""Estates: the property company, its contract and rating, dwellings and owners, the repair fund, repairs.

Money lies in accounts of `books`, votes in `council`, repairs are a kind of `cases`; this room holds what
an estate has besides: dwellings with their owners, terms, standards, uses of the fund, what the company
publishes, whom the building leaders have seen, notices, the owners' committee. Verbs stand in `actions`.
"""
