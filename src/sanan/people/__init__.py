"""Who people are: persons, organisations and their chain, positions, sign-in, notices.

A person's rights follow from positions: role × place subtree × dates. Verbs: `actions.appoint`,
`actions.end_position`, `actions.send_phone_code`, `actions.notify`. Every room above asks
`people.queries` what a person may see; nobody keeps a current user anywhere else.
"""
