"""Deciding together: topics, meetings, valid resolutions, and what became of them.

A topic comes from a case or a person, is admitted, consulted on, put on an agenda, voted on under
the quorum that the law sets (`rules.quorum`), published with its arithmetic, and carried out as
cases of its own. Verbs stand in `actions`; residents read and take part without an account.
`powers` and `inspection` may read this room; no other middle room may.
"""
