from sanan.people.actions.accounts import (
    add_person,
    note_failure,
    note_password_change,
    note_second_factor,
    note_sign_in,
    reset_second_factor,
    set_active,
    set_password,
    sign_out_all,
    unlock,
)
from sanan.people.actions.audits import alarm, audit_record
from sanan.people.actions.calls import ask_call
from sanan.people.actions.consents import consent, note_export, reveal, withdraw_consent
from sanan.people.actions.delivery import deliver, deliver_due, note_outcome, resend, tidy
from sanan.people.actions.factors import give_factor_code, use_factor_code
from sanan.people.actions.identities import (
    NumberWanted,
    enter_resident,
    enter_staff,
    link_identity,
    unlink_identity,
)
from sanan.people.actions.installation import mark_demo
from sanan.people.actions.limits import keep_attempt, return_attempt, spend_attempt
from sanan.people.actions.notices import (
    Letter,
    NoticeKind,
    in_language_of,
    mark_read,
    notify,
    notify_all,
    tell,
)
from sanan.people.actions.phones import send_phone_code, verify_phone_code
from sanan.people.actions.posts import add_org, appoint, end_position, set_duty
from sanan.people.actions.roads import (
    CHOSEN,
    add_browser,
    add_mailbox,
    choose_roads,
    confirm_mailbox,
    end_road,
    mailbox_of,
)
from sanan.people.actions.tokens import (
    agree_token,
    end_tokens,
    issue_token,
    note_use,
    revoke_token,
)

__all__ = [
    "CHOSEN",
    "Letter",
    "NoticeKind",
    "NumberWanted",
    "add_browser",
    "add_mailbox",
    "add_org",
    "add_person",
    "agree_token",
    "alarm",
    "appoint",
    "ask_call",
    "audit_record",
    "choose_roads",
    "confirm_mailbox",
    "consent",
    "deliver",
    "deliver_due",
    "end_position",
    "end_road",
    "end_tokens",
    "enter_resident",
    "enter_staff",
    "give_factor_code",
    "in_language_of",
    "issue_token",
    "keep_attempt",
    "link_identity",
    "mailbox_of",
    "mark_demo",
    "mark_read",
    "note_export",
    "note_failure",
    "note_outcome",
    "note_password_change",
    "note_second_factor",
    "note_sign_in",
    "note_use",
    "notify",
    "notify_all",
    "resend",
    "reset_second_factor",
    "return_attempt",
    "reveal",
    "revoke_token",
    "send_phone_code",
    "set_active",
    "set_duty",
    "set_password",
    "sign_out_all",
    "spend_attempt",
    "tell",
    "tidy",
    "unlink_identity",
    "unlock",
    "use_factor_code",
    "verify_phone_code",
    "withdraw_consent",
]
