"""Hiding what is personal on a voucher's photo: reading it, finding, covering, and measuring how well.

A plain library of pictures and figures; it knows nothing of the database.
"""
