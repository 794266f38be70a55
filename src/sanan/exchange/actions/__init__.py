"""Every verb of the exchange."""

from sanan.exchange.actions.answering import (
    receipt,
    results_after,
    send_results,
    tell_outside,
    write_results,
)
from sanan.exchange.actions.folder import watch
from sanan.exchange.actions.handing import hand_in, rehearse
from sanan.exchange.actions.letters import correct, send_again, set_aside, take_up
from sanan.exchange.actions.receiving import receive, receive_rows
from sanan.exchange.actions.settings import (
    add_system,
    change_system,
    drop_word,
    end_subscription,
    end_system,
    say_word,
    subscribe,
)
from sanan.exchange.actions.taking import take, take_waiting
from sanan.exchange.actions.webhooks import deliver, send_held

__all__ = [
    "add_system",
    "change_system",
    "correct",
    "deliver",
    "drop_word",
    "end_subscription",
    "end_system",
    "hand_in",
    "receipt",
    "receive",
    "receive_rows",
    "rehearse",
    "results_after",
    "say_word",
    "send_again",
    "send_held",
    "send_results",
    "set_aside",
    "subscribe",
    "take",
    "take_up",
    "take_waiting",
    "tell_outside",
    "watch",
    "write_results",
]
