"""Who people are: persons, organisations and their chain, positions, sign-in, notices.

A person's rights follow from positions: role × place subtree × dates. Every room above asks
`people.queries` what a person may see (`posts`, `holds`, `below`, `holders`); nobody keeps a current
user anywhere else. Views take staff from `people.access` and residents from `people.visitor`; the
session of a resident, and of a program, yields a person with fewer posts or none. Whoever is to hear
of something is told by `actions.notify` or `actions.tell`, in their own language.
"""
