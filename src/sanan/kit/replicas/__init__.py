"""Reading from replicas of the database, with what one wrote oneself always visible.

`routing` sends a safe request's reads to a replica, everything else to the primary; `watching` knows
which replicas may be read, by comparing write positions (LSN) and never two machines' clocks; the
middleware `reads` lets a browser or a program that wrote read the primary until a replica is as far.
Off, without any cost, where `SANAN_REPLICAS` names none (docs/scaling.md).
"""
