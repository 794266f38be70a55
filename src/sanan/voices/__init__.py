"""The village room (村群): neighbours and their cadres talk, and what is said becomes a case.

One room for each village; members by residence, nickname to neighbours, real name behind. Verbs
stand in `actions`: `join`, `ask`, `say`, `announce`, `raise_case`, `remove`, `report`, `mute`,
`appeal`, `take_in`; the lives of messages, memberships and appeals in `rules`. Nothing disappears
silently: what is taken out leaves a line with who and why. `live` carries new messages to readers
and is a plain library. Private groups are never read. `powers` may call `actions.announce`; no
other middle room may call this one.
"""
