"""The life of a vote: who may be asked what, when ballots are taken, and when it is counted."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from sanan.council.enums import FINAL, FOUR_TWO, Kind, MeetingState, State, VoteState, Way
from sanan.council.models import Resolution, Seat, Vote
from sanan.council.rules.ballots import Voice
from sanan.council.rules.meetings import MEMBER
from sanan.council.rules.states import NOT_THE_DESK, by_desk
from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.process.declare import Process, Verb


def _may_be_asked(vote: Vote, _by: Person | None, _at: datetime) -> Refused | None:
    """Whether this body may decide it now: under way, deliberated, the right body in its order."""
    if vote.meeting.state != MeetingState.OPEN:
        return Refused(_("会议还没有开始，或者已经结束。"), "not_open")
    on = vote.meeting.agenda.filter(topic=vote.topic).exists()
    if vote.topic.state != State.DELIBERATED or not on:
        return Refused(_("先在这场会上商议这个议题，写下记录，再表决。"), "not_deliberated")
    return _whose_decision(vote)


def _whose_decision(vote: Vote) -> Refused | None:
    kind, topic = Kind(vote.meeting.council.kind), vote.topic
    if topic.needs_owners and kind != Kind.OWNERS:
        return Refused(
            _("这件事依法由业主大会按人数和面积共同决定（民法典第二百七十八条）。请排到业主大会。"),
            "owners_decide",
        )
    if not topic.needs_villagers:
        return None
    if kind not in FOUR_TWO and kind not in FINAL:
        return Refused(
            _("这件事依法由村民会议或村民代表会议决定（村民委员会组织法第二十四条）。"),
            "villagers_decide",
        )
    missing = _deliberations_missing(vote, kind)
    if not missing:
        return None
    said = _("四议两公开要按顺序来，前面还差：%(what)s。") % {"what": "、".join(missing)}
    return Refused(said, "out_of_order")


def _deliberations_missing(vote: Vote, kind: Kind) -> list[str]:
    passed = Resolution.objects.filter(topic=vote.topic).values_list(
        "vote__meeting__council__kind", "vote__meeting__merged_first_two"
    )
    done = {Kind(each) for each, _merged in passed}
    if any(merged for each, merged in passed if each == Kind.PARTY_BRANCH):
        done.add(Kind.TWO_COMMITTEES)
    before = FOUR_TWO[: FOUR_TWO.index(kind)] if kind in FOUR_TWO else FOUR_TWO
    return [str(each.label) for each in before if each not in done]


def _in_time(vote: Vote, _by: Person | None, at: datetime) -> Refused | None:
    if vote.closes_at is None or at <= vote.closes_at:
        return None
    return Refused(_("表决已经截止，不能再投或改。"), "closed")


def _by_hands(vote: Vote, by: Person | None, at: datetime) -> Refused | None:
    if vote.secret:
        return Refused(_("这是无记名表决，不能举手。请发表决票。"), "secret")
    return _in_time(vote, by, at)


def voices_of(vote: Vote, seats: Iterable[Seat | int]) -> dict[int, Voice]:
    """What came in for these members (or keys of seats), by seat; two statements."""
    found = {each if isinstance(each, int) else each.pk: Voice() for each in seats}
    said = vote.door_ballots.filter(seat__in=found).values_list("seat", "way", "choice", "by")
    for seat, way, choice, by in said:
        if way == Way.PAPER:
            found[seat].papers[by] = choice
        elif way == Way.ONLINE:
            found[seat].online = choice
        else:
            found[seat].hands = choice
    for seat, way, by in vote.rulings.filter(seat__in=found).values_list("seat", "way", "by"):
        found[seat].rulings[by] = way
    return found


def disputes_of(vote: Vote) -> dict[int, Voice]:
    """Those whose doors disagree, by seat, until two people have named the same door."""
    several = vote.door_ballots.values("seat").annotate(n=Count("way", distinct=True))
    seats = several.filter(n__gt=1).values_list("seat", flat=True)
    return {pk: voice for pk, voice in voices_of(vote, list(seats)).items() if voice.disagrees}


def _disputed(vote: Vote, _by: Person | None, _at: datetime) -> Refused | None:
    if disputes_of(vote):
        return None
    return Refused(_("没有两处不一样的票。"), "agreed")


def _undisputed(vote: Vote, _by: Person | None, _at: datetime) -> Refused | None:
    waiting = len(disputes_of(vote))
    if not waiting:
        return None
    said = _("有 %(n)d 人在两处投的不一样。请两个人各看一遍，定下哪一处算数，再截止。")
    return Refused(said % {"n": waiting}, "disputed")


_S = VoteState
VOTE = Process(
    "vote",
    Vote,
    states=VoteState,
    tones={
        Tone.SOON: [VoteState.OPEN],
    },
    title=_("表决"),
    joins=("meeting__council__place", "topic__place"),
    path=lambda vote: vote.meeting.council.place.path,
    whose=NOT_THE_DESK,
    elsewhere=_("这次表决%(state)s，不能这样办。"),
    story=False,
    verbs=[
        by_desk("open", [], _S.OPEN, label=_("提付表决"), when=_may_be_asked),
        Verb("cast", [_S.OPEN], label=_("投票"), relations=[MEMBER], when=_in_time),
        Verb("take_back", [_S.OPEN], label=_("收回我的一票"), relations=[MEMBER], when=_in_time),
        by_desk("enter", [_S.OPEN], label=_("录入纸票"), when=_in_time),
        by_desk("hands", [_S.OPEN], label=_("这是举手的结果"), when=_by_hands),
        by_desk("settle", [_S.OPEN], label=_("定下哪一处算数"), when=_disputed),
        by_desk("close", [_S.OPEN], _S.CLOSED, label=_("截止并计票"), when=_undisputed),
    ],
)
"""No story: a line for each ballot would tell who voted when. The record holds what must be provable."""
