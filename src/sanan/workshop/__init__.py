"""The workshop: pieces made of supplied materials (来料加工), and every cent of what is paid for them.

Craft orders of enterprises with their materials, issues to workers at home or in the hall, counts by
piece or by weight, day work, balances, pay runs that are publicised, signed by two and followed until
the money has arrived; verbs stand in `actions`, the sums in `sums`.
"""
