"""The life of a case: what a resident says, until it is answered, rated and recorded.

Every verb is a function in `actions`, allowed by the table in `rules` and written to the ledger.
The rooms above open cases (`actions.open_case`) and read them (`Case.objects.visible_to`).
"""
