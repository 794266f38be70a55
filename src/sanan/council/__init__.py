"""Deciding together: topics, meetings, valid resolutions, and what became of them.

A topic comes from a case or a person, is admitted, consulted on, put on an agenda, voted on under
the quorum that the law sets (`rules.quorum`), published with its arithmetic, and carried out as
cases of its own. Beside that: the joint Party committee with its lists of needs and resources,
joint projects and the deeds of the year. Verbs stand in `actions`; residents read and take part
without an account.
`powers`, `services` and `inspection` may read this room; no other middle room may.
"""
