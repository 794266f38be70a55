"""Livelihood: resettled households, their subsidies and keys, work near home, training.

Owns the register of households and their members with the roll of reservoir migrants, the paying
cycles of the direct subsidy, the hand-over of dwellings, jobs nearby with their applications,
courses and certificates. Verbs stand in `actions`; other rooms find registered working persons by
`queries.workers.workers_at`.
"""
