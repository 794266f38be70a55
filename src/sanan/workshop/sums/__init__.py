"""The sums of a workshop: material balances, weights, pay and what it comes to on average.

Pure Python without Django and without a database, in `Decimal` throughout, so that anyone can check
them apart from the rest, and a worker can do them again on paper.
"""
