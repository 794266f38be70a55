"""Small powers in the open: what must be published, what a village's people do with their power.

A catalogue says what is disclosed how often and how each power is used step by step; tasks,
publications, questions on any line and runs of a power follow from it. Verbs stand in `actions`;
residents read and ask without an account. Reads `council` for quorums, `books` for statements, and
tells the village's room through `voices`. Nobody but the demo and the benchmarks imports this room.
"""
