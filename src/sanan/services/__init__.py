"""A hand for whoever asks: residents order, the branch dispatches, a member or neighbour takes it.

Owns the menu of services, orders and micro-wishes, who registered to help (双报到), claims that no
two people can both get, visits and ratings, quarterly slips to units, and partner companies with
their own kind of case. Verbs stand in `actions`; residents need no account, helpers sign in by
phone or as staff. Nobody is forced, nobody pays, nobody is ranked.
"""
