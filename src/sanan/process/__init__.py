"""The engine of everything that has a life: rules as data, steps, one timeline, the pages of verbs.

A room declares a `Process` (`declare`), writes its actions as steps (`step`) and mounts the pages of
its verbs (`pages`). Called by every room of the county's work; knows none of them.
"""
