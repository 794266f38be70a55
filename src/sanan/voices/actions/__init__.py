"""Every verb of the voices room; keyword-only, `by` and `at` last."""

from collections.abc import Callable, Mapping
from typing import Any

from sanan.voices.actions.importing import (
    TakenIn,
    link_archive,
    poll_archive,
    poll_archives,
    take_in,
    unlink_archive,
)
from sanan.voices.actions.index import index_waiting
from sanan.voices.actions.marks import mark_read
from sanan.voices.actions.members import (
    check_member,
    end,
    join,
    leave,
    mute,
    reveal,
    unmute,
)
from sanan.voices.actions.order import (
    add_word,
    appeal,
    decide,
    drop_word,
    let_through,
    pin,
    refuse,
    remove,
    unpin,
)
from sanan.voices.actions.posting import relay, say, say_in_office
from sanan.voices.actions.raising import answer_in_room, bring_answers, dismiss, raise_case
from sanan.voices.actions.retention import retain
from sanan.voices.actions.rooms import announce, new_door, open_room, set_rules
from sanan.voices.rules import Verb

VERBS: Mapping[Verb, Callable[..., Any]] = {
    Verb.RAISE: raise_case,
    Verb.DISMISS: dismiss,
    Verb.PASS: let_through,
    Verb.REFUSE: refuse,
    Verb.REMOVE: remove,
    Verb.PIN: pin,
    Verb.UNPIN: unpin,
}

__all__ = [
    "VERBS",
    "TakenIn",
    "add_word",
    "announce",
    "answer_in_room",
    "appeal",
    "bring_answers",
    "check_member",
    "decide",
    "dismiss",
    "drop_word",
    "end",
    "index_waiting",
    "join",
    "leave",
    "let_through",
    "link_archive",
    "mark_read",
    "mute",
    "new_door",
    "open_room",
    "pin",
    "poll_archive",
    "poll_archives",
    "raise_case",
    "refuse",
    "relay",
    "remove",
    "retain",
    "reveal",
    "say",
    "say_in_office",
    "set_rules",
    "take_in",
    "unlink_archive",
    "unmute",
    "unpin",
]
