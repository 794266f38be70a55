"""Competitions (大赛): teams judged so that anyone comes to the same places again.

Call, entries, eligibility, stages, sealed score sheets, publication with every dropped score,
objections, awards with their certificates, milestones of what was funded, campaigns; verbs stand in
`actions`, the arithmetic in `panel`, which is plain Python.
"""
