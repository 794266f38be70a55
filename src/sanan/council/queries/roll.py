"""Who belongs to a body on the day of a meeting, and what was counted there."""

from datetime import date

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from sanan.council.enums import Kind
from sanan.council.models import Meeting, Seat, Vote
from sanan.council.rules.quorum import TABLE, Facts, Finding, Tally, judge, tally
from sanan.kit import dates
from sanan.kit.errors import Missing, Refused


def check_term(seat: Seat, day: date) -> None:
    """Raise `Refused` where the seat's term does not cover `day`."""
    if seat.until_on is not None and seat.until_on < day:
        raise Refused(
            _("%(name)s的任期到 %(day)s已满，不能签到或表决。请先改选或续任。")
            % {"name": seat.name, "day": dates.period(f"{seat.until_on}")},
            "term_ended",
            field="seat",
        )
    if seat.since_on > day:
        raise Refused(
            _("%(name)s的任期还没有开始。") % {"name": seat.name}, "term_ahead", field="seat"
        )


def meeting_by_door(token: str) -> Meeting:
    """The meeting of the code at the door. Raises `Missing`."""
    found = Meeting.objects.select_related("council__place")
    meeting = found.filter(code=token.partition("-")[0]).first()
    if meeting is None or meeting.door_token != token:
        raise Missing(_("这张签到码不对，请扫会场门口的那一张。"), "no_meeting")
    return meeting


def tally_of(vote: Vote) -> Tally:
    """Count the ballots as they stand: one statement, whatever their number."""
    return tally(vote.ballots.values_list("choice", "area"))


def basis_of(meeting: Meeting) -> dict[str, int]:
    """The body on the day of a meeting: what a vote is judged by, fixed when it is opened."""
    seats = meeting.council.seats.on(meeting.day)
    return seats.aggregate(
        people=Count("pk"),
        households=Count("household", distinct=True, filter=~Q(household="")),
        representatives=Count("pk", filter=Q(representative=True)),
        women=Count("pk", filter=Q(representative=True, woman=True)),
        area=Sum("area", default=0),
    )


def facts_of(vote: Vote, counted: Tally) -> Facts:
    """What the quorum is judged by: the body at the opening, who took part, how they voted."""
    council, basis = vote.meeting.council, vote.basis
    owners = council.kind == Kind.OWNERS
    there = Q(attendance__meeting=vote.meeting)
    if TABLE[council.kind].remote:  # type: ignore[index] # the column holds a Kind
        voted = Q(ballots__vote=vote)
        there = voted if owners else there | voted
    came = council.seats.on(vote.meeting.day).filter(there).distinct()
    return Facts(
        people=basis["people"],
        present=came.count(),
        agree=counted.people["for"],
        households=basis["households"],
        households_present=came.exclude(household="").values("household").distinct().count(),
        area=max(council.area, basis["area"]) if owners else 0,
        area_present=counted.all_area if owners else 0,
        area_agree=counted.area["for"] if owners else 0,
        representatives=basis["representatives"],
        women=basis["women"],
    )


def judged(vote: Vote) -> tuple[Tally, Facts, Finding]:
    """Count and judge a vote that is still open, for its close."""
    counted = tally_of(vote)
    facts = facts_of(vote, counted)
    return counted, facts, judge(Kind(vote.meeting.council.kind), facts, special=vote.special)
