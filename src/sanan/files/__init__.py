"""Files of every room: one table, one store, one address, one record of who looked.

A room's action keeps what was sent (`actions.kept`), and gives it to the thing it belongs to inside
its own transaction (`actions.attach`). A room says in its manifest who may see the files of
its things (`access.Owner`); `/files/<ref>/` asks it. An original that is nobody's own business to look at is
shown after its purpose was stated, and the record holds every such look (`actions.look`).

Called by rooms above; calls people (who stands there), ledger and kit. Sealed reports keep their own
encrypted store and are never here.
"""
