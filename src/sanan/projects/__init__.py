"""Key projects: plan and actual, who reports and who verifies, what stands in the way and who owes it.

Projects with their year plans, monthly reports, milestones and meetings; sets that may lie in one
another; blockers as cases to the unit that owes; assessments by rules that are data; the wall.
Verbs stand in `actions`. What is assessed are projects and units, never members of staff (H2).
"""
