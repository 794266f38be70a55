"""The demo county: real regions, invented people, stories played through the rooms' own actions.

Verb: `actions.load`. One cast serves demo, tests and screenshots; see `cast`.
"""
