"""Every verb on a message, in every state, by everyone: one entry where allowed, nothing else."""

import pytest

from sanan.kit.errors import Forbidden, Refused
from sanan.ledger.models import Entry
from sanan.voices import actions, rules
from sanan.voices.enums import Reading, Reason, State
from sanan.voices.models import Message
from sanan.voices.rules import RULES, Verb

from .conftest import NOW

WHO = ("secretary", "grid", "dispatcher", "discipline", "inspector", "far", "stranger")
ROAD = "蒲坂路的路面坏了三个月,学生骑车过去很危险,请派人来修。"


def particulars(verb: Verb, message: Message) -> dict[str, object]:
    if verb == Verb.RAISE:
        return {"room": message.room, "messages": [message]}
    given: dict[str, object] = {"message": message}
    if verb in {Verb.REMOVE, Verb.REFUSE}:
        given |= {"why": Reason.ABUSE, "note": "不好"}
    return given


def in_state(cast, state: State, verb: Verb) -> Message:
    said = cast.says(cast.member(), ROAD)
    values = {"state": state, "reading": Reading.PROPOSED}
    if state in {State.REMOVED, State.REFUSED}:
        values |= {"judged_at": NOW, "judged_by": cast.clerk, "why": Reason.ABUSE}
    if verb == Verb.UNPIN:
        values["pinned_at"] = NOW
    Message.objects.filter(pk=said.pk).update(**values)
    return Message.objects.select_related("room__place", "member__person").get(pk=said.pk)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_by_everyone(cast, verb, state):
    for name in WHO:
        message, by = in_state(cast, state, verb), getattr(cast, name)
        before = Entry.objects.count()
        expected = rules.reason(verb, message, by)
        if expected is None:
            assert state in RULES[verb].states
            actions.VERBS[verb](**particulars(verb, message), by=by, at=NOW)
            opened = 1 if verb == Verb.RAISE else 0  # the case's own entry
            assert Entry.objects.count() == before + 1 + opened
            assert Entry.objects.filter(event=f"chat.{verb}", by=by.ref).exists()
        else:
            with pytest.raises(Refused):
                actions.VERBS[verb](**particulars(verb, message), by=by, at=NOW)
            assert Entry.objects.count() == before
            assert Message.objects.get(pk=message.pk).rev == message.rev
        Message.objects.filter(pk=message.pk).update(pinned_at=None)


@pytest.mark.parametrize("name", ["inspector", "far", "stranger", "discipline"])
def test_who_holds_no_post_for_it_may_do_nothing(cast, name):
    said = cast.says(cast.member(), ROAD)
    said.room.place = cast.village
    assert rules.allowed(said, getattr(cast, name)) == []
    for verb in Verb:
        assert isinstance(rules.reason(verb, said, getattr(cast, name)), Forbidden)


def test_nothing_is_said_when_the_record_cannot_be_written(cast, monkeypatch):
    member = cast.member()

    def broken(*_given):
        raise OSError("the disk is full")

    monkeypatch.setattr("sanan.ledger.actions.recording.insert", broken)
    with pytest.raises(OSError, match="disk"):
        cast.says(member, "一")
    cast.room.refresh_from_db()
    assert (Message.objects.count(), cast.room.last_seq) == (0, 0)
