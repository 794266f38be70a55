"""Every verb × every state × every kind of person, against tables written from the domain.

Allowed: the state of the table and exactly one entry of the thing. Refused: nothing moved or written.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from matrix import read, same_verbs, walk
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.process.declare import SYSTEM
from sanan.voices import actions
from sanan.voices.enums import Decision, Reading, Reason, Standing, State
from sanan.voices.models import Appeal, Member, Message, Mute
from sanan.voices.rules import APPEAL, AT_DOOR, MEMBER, MESSAGE

from .conftest import NOW

CLOCK, DOOR = "the clock", "before the code"
ROAD = "蒲坂路的路面坏了三个月，学生骑车过去很危险，请派人来修。"
MESSAGES = read("""
    say        -> : speaker, author
    relay      -> : speaker
    announce   -> shown : speaker, system
    answer     -> shown : system
    raise_case shown, held -> : clerk
    hand_over  shown, held -> : author
    dismiss    shown -> : clerk
    pass       held -> shown : keeper
    refuse     held -> refused : keeper
    remove     shown -> removed : keeper
    stand      shown -> : keeper
    pin        shown -> : keeper
    unpin      shown, held, refused, removed, taken_back -> : keeper
    take_back  shown, held -> taken_back : author, system
    report     shown -> : neighbour
    restore    held, refused, removed -> shown : system
""")
"""Domain brief §2.9, §4.1 and H13; 互联网群组信息服务管理规定 (群主责任): who answers for the room looks at
what was held or reported and takes out with a reason; a machine's reading is confirmed by a named
clerk; a member hands over only their own words. An appeal alone brings back."""
MEMBERS = read("""
    ask       -> asked : oneself
    ask_again left, moved -> asked : oneself
    join      -> in : at_home, door
    come_back asked, left, moved -> in : at_home, door
    admit     asked, no_resident, declined -> in : keeper
    decline   asked -> declined : keeper
    check     in -> : keeper
    mute      in -> : keeper
    unmute    asked, in, left, moved, no_resident, declined -> : keeper, system
    leave     asked, in -> left : oneself
    end       in -> : keeper
""")
"""Members by residence (H13): who lives there, stands before the village's code, or was let in by it;
who was turned away is let in by the village alone, never by the door."""
APPEALS = read("""
    appeal -> pending : concerned
    grant  pending -> granted : judge
    uphold pending -> refused : judge
""")
"""The one concerned appeals, somebody else than who did it decides (网络信息内容生态治理规定 art. 29)."""
STAFF = {
    "secretary": {"speaker", "clerk", "keeper", "judge"},
    "grid": {"speaker", "clerk"},
    "dispatcher": {"speaker", "clerk", "keeper", "judge"},
    "discipline": {"judge"},
    "inspector": set(),
    "far": set(),
    "stranger": set(),
    "nobody": set(),
    CLOCK: {"system"},
}


@pytest.mark.parametrize(
    ("process", "table"), [(MESSAGE, MESSAGES), (MEMBER, MEMBERS), (APPEAL, APPEALS)]
)
def test_the_processes_are_those_of_the_domain(process, table):
    same_verbs(process, table)


def judged(cast, process, table, actors, make, people):
    def person(actor):
        if actor in people:
            return people[actor]
        return None if actor in {"nobody", CLOCK} else getattr(cast, actor)

    claims = {CLOCK: SYSTEM, DOOR: AT_DOOR}
    walk(process, table, actors, make=make, person=person, claim=claims.get)


def test_messages(cast):
    author, neighbour = cast.member(), cast.member()
    gone = cast.member()
    actions.leave(member=gone, by=gone.person, at=NOW)
    said = cast.says(author, ROAD, at=NOW)
    actors = STAFF | {"author": {"author"}, "neighbour": {"neighbour"}, "gone": set()}
    people = {"author": author.person, "neighbour": neighbour.person, "gone": gone.person}
    related = Message.objects.select_related("room__place", "member__person")

    def make(state, **more):
        found = related.get(pk=said.pk)
        found.state, found.at = state or State.SHOWN, clock.now()
        for name, value in {"reading": Reading.PROPOSED, **more}.items():
            setattr(found, name, value)
        return found

    begun = {name: line for name, line in MESSAGES.items() if not line.sources}
    apart = {name: MESSAGES[name] for name in ("unpin", "stand")}
    rest = {n: line for n, line in MESSAGES.items() if n not in begun and n not in apart}
    judged(cast, MESSAGE, rest, actors, make, people)
    marked = {"pinned_at": NOW, "reported_at": NOW}
    judged(cast, MESSAGE, apart, actors, lambda state: make(state, **marked), people)
    by_author = {"say": begun.pop("say")}
    judged(cast, MESSAGE, by_author, actors, make, people)
    judged(cast, MESSAGE, begun, actors, lambda state: make(state, member=None), people)


def test_members(cast):
    home, away = cast.member(), cast.resident("王外出", cast.other)
    asked = actions.ask(room=cast.room, by=away, nickname="外出的", text="石桥头老王家", at=NOW)
    related = Member.objects.select_related("room__place", "person__home")

    def of(member):
        def make(state):
            found = related.get(pk=member.pk)
            found.state = state or Standing.IN
            return found

        return make

    begun = {name: line for name, line in MEMBERS.items() if name != "unmute"}
    actors = STAFF | {"at_home": {"oneself", "at_home"}, "neighbour": set(), DOOR: {"door"}}
    people = {"at_home": home.person, "neighbour": away, DOOR: home.person}
    at_door = {name: line for name, line in begun.items() if "door" in line.who}
    rest = {name: line for name, line in begun.items() if "door" not in line.who}
    judged(cast, MEMBER, at_door, actors, of(home), people)
    judged(cast, MEMBER, rest, actors | {DOOR: {"oneself"}}, of(home), people)
    actors = STAFF | {"away": {"oneself"}, DOOR: {"door"}}
    judged(cast, MEMBER, at_door, actors, of(asked), {"away": away, DOOR: away})
    muted = {"unmute": MEMBERS["unmute"]}
    until = NOW + timedelta(days=20_000)
    Mute.objects.create(
        member=home, why=Reason.ABUSE, note="x", since_at=NOW, until_at=until, by=cast.clerk
    )
    actors = STAFF | {"at_home": {"oneself"}}
    judged(cast, MEMBER, muted, actors, of(home), {"at_home": home.person})


def test_appeals(cast):
    member, other = cast.member(), cast.member()
    said = cast.says(member, "骂人的话")
    actions.remove(message=said, why=Reason.ABUSE, note="不好", by=cast.clerk, at=NOW)
    made = actions.appeal(member=member, message=said, text="没有骂人", at=NOW)
    related = Appeal.objects.select_related("room__place", "member__person", "message", "mute")

    def make(state):
        found = related.get(pk=made.pk)
        found.decision = state or Decision.PENDING
        return found

    actors = STAFF | {"concerned": {"concerned"}, "other": set(), "clerk": set()}
    people = {"concerned": member.person, "other": other.person}
    judged(cast, APPEAL, APPEALS, actors, make, people)


# --- The actions themselves: one entry and the table's state, or nothing at all


def particulars(verb: str) -> dict[str, Any]:
    if verb in {"remove", "refuse"}:
        return {"why": Reason.ABUSE, "note": "不好"}
    if verb == "report":
        return {"why": Reason.ABUSE}
    return {"note": "看过了，是批评意见"} if verb == "stand" else {}


@pytest.mark.parametrize("verb", [name for name, line in MESSAGES.items() if line.sources])
def test_what_is_allowed_happens_once_and_the_rest_leaves_no_trace(cast, verb):
    author, neighbour = cast.member(), cast.member()
    people = {"author": author.person, "neighbour": neighbour.person}
    words = STAFF | {"author": {"author"}, "neighbour": {"neighbour"}}
    line, said = MESSAGES[verb], cast.says(author, ROAD)
    for state in State:
        values = {"state": state, "reading": Reading.PROPOSED}
        if state in {State.REMOVED, State.REFUSED}:
            values |= {"judged_at": NOW, "judged_by": cast.clerk, "why": Reason.ABUSE}
        values |= {"pinned_at": NOW} if verb == "unpin" else {}
        values |= {"reported_at": NOW} if verb == "stand" else {}
        Message.objects.filter(pk=said.pk).update(**values)
        for actor, held in words.items():
            if actor in {"nobody", CLOCK}:
                continue
            by = people.get(actor) or getattr(cast, actor)
            sid = transaction.savepoint()
            found = Message.objects.select_related("room__place", "member__person").get(pk=said.pk)
            before = Entry.objects.filter(subject=said.ref).count()
            try:
                MESSAGE.actions[verb](message=found, by=by, at=NOW, **particulars(verb))
                happened = True
            except Refused:
                happened = False
            entries = Entry.objects.filter(subject=said.ref).count() - before
            kept = Message.objects.get(pk=said.pk)
            transaction.savepoint_rollback(sid)
            assert happened == (state in line.sources and bool(line.who & held)), (actor, state)
            assert entries == happened
            assert kept.state == (line.target or state if happened else state)


def test_nothing_is_said_when_the_record_cannot_be_written(cast, monkeypatch):
    member = cast.member()

    def broken(*_given):
        raise OSError("the disk is full")

    monkeypatch.setattr("sanan.ledger.actions.recording.insert", broken)
    with pytest.raises(OSError, match="disk"):
        cast.says(member, "一")
    cast.room.refresh_from_db()
    assert (Message.objects.count(), cast.room.last_seq) == (0, 0)
