"""Sealed reports (密封举报) to discipline bodies: written by anyone, read only by the body above.

Who it is about is asked first and decides who can ever read it. What is said is encrypted before it
is stored, to the receiving body and those above it; a 16-digit receipt opens a dialogue without an
account. Verbs stand in `actions`; only officers of the body may use those of the desk. No other room
may import this one, and it imports none through which it could leak (docs/sealed.md, ADR 25).
"""
