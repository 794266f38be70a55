"""Every verb of the sealed room."""

from sanan.sealed.actions.desk import (
    assess,
    conclude,
    fetch,
    note,
    open_report,
    recuse,
    reply,
    start_check,
    transfer,
)
from sanan.sealed.actions.intake import add, receive
from sanan.sealed.actions.keys import (
    admit,
    ask,
    change_passphrase,
    confirm,
    found,
    recover,
    revoke,
)
from sanan.sealed.actions.script import enter_script, script_name
from sanan.sealed.actions.settle import settle

__all__ = [
    "add",
    "admit",
    "ask",
    "assess",
    "change_passphrase",
    "conclude",
    "confirm",
    "enter_script",
    "fetch",
    "found",
    "note",
    "open_report",
    "receive",
    "recover",
    "recuse",
    "reply",
    "revoke",
    "script_name",
    "settle",
    "start_check",
    "transfer",
]
