"""The repair fund: planned, voted on, worked, accepted, paid from its own account, shown."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from sanan.books import actions as books
from sanan.books.actions import Payee, Words
from sanan.books.enums import Category, Direction, Method, PayeeKind
from sanan.books.models import Account, BookEntry
from sanan.council import actions as council
from sanan.council.enums import Level, Matter, MeetingState, Source, VoteState
from sanan.council.models import Meeting, Topic, Vote
from sanan.estates.enums import Danger, UseState
from sanan.estates.models import Estate, FundPayment, FundUse
from sanan.estates.rules.fund import USE, not_covered, paid
from sanan.files import actions as files
from sanan.kit import clock, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.kit.rounding import yuan
from sanan.people.models import Person

PLAN, DANGER, ACCEPTANCE = "plan", "danger", "acceptance"


@USE.action("plan")
def plan(
    *,
    estate: Estate,
    title: str,
    reason: str,
    estimate: int,
    by: Person,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> FundUse:
    """Say what is to be done, why, and what it costs at most, in fen; refused beyond the fund."""
    if estimate <= 0:
        raise Invalid(_("请写预算，要大于零。"), "estimate", field="estimate")
    made = FundUse(
        estate=estate,
        place=estate.place,
        title=words.one_line(title, "title", 100),
        reason=words.needed(reason, "reason", 1000),
        estimate=estimate,
        planned_by=by,
        planned_at=clock.at_or_now(at),
    )
    with files.kept(uploads) as kept, USE.begin("plan", made, by=by, at=at) as step:
        _check_covered(estate, estimate)
        step.then(lambda done: files.attach(kept, to=done.thing, by=by, at=done.at, label=PLAN))
        step.files = files.hashes(kept)
        step.say(_("预算 %(yuan)s") % {"yuan": yuan(estimate)})
    return made


def _check_covered(estate: Estate, wanted: int, besides: FundUse | None = None) -> None:
    if (no := not_covered(estate, wanted, besides)) is not None:
        raise no


@USE.action("put")
def put(
    *, use: FundUse, starts_at: datetime, where: str, by: Person, at: datetime | None = None
) -> FundUse:
    """Put it to the owners' assembly: topic, meeting and invitations, by the council's own rules."""
    with USE.step("put", use, by=by, at=at) as step:
        fresh = step.thing
        topic = _topic(fresh, by, step.at)
        meeting = _convened(fresh, topic, starts_at, where, by, step.at)
        step.set(topic=topic)
        step.data = {"topic": topic.code, "meeting": meeting.code}
        step.say(meeting.title)
    return use


def _topic(use: FundUse, by: Person, at: datetime) -> Topic:
    assembly = use.estate.assembly
    assert assembly is not None  # noqa: S101 - the rule has asked
    topic = council.propose(
        title=use.title,
        text=_("%(reason)s预算 %(yuan)s，从维修资金里出。")
        % {"reason": use.reason, "yuan": yuan(use.estimate)},
        place=use.place,
        source=Source.MEMBER,
        level=Level.ESTATE,
        matter=Matter.OWNERS,
        by=by,
        at=at,
    )
    return council.admit(topic=topic, by=by, council=assembly, at=at)


def _convened(
    use: FundUse, topic: Topic, starts_at: datetime, where: str, by: Person, at: datetime
) -> Meeting:
    assert use.estate.assembly is not None  # noqa: S101 - the rule has asked
    meeting = council.plan(
        council=use.estate.assembly,
        title=_("业主大会：%(title)s") % {"title": use.title},
        starts_at=starts_at,
        where=where,
        by=by,
        at=at,
    )
    council.schedule(topic=topic, meeting=meeting, by=by, at=at)
    return council.convene(meeting=meeting, by=by, at=at)


@USE.action("ask")
def ask(*, use: FundUse, by: Person, at: datetime | None = None) -> FundUse:
    """Open the vote on its day; owners vote by their phone or on paper, in the council's pages."""
    with USE.step("ask", use, by=by, at=at) as step:
        topic = _fresh_topic(step.thing)
        meeting = _meeting_of(topic)
        if meeting.state == MeetingState.CONVENED:
            council.begin(meeting=meeting, by=by, at=step.at)
        said = _("方案和预算已按期公示。")
        item = meeting.agenda.select_related("topic__place").get(topic=topic)
        council.deliberate(meeting=meeting, item=item, text=said, by=by, at=step.at)
        vote = council.open_vote(
            meeting=meeting,
            topic=_fresh_topic(step.thing),
            question=_("同意用维修资金 %(yuan)s 做“%(title)s”吗？")
            % {"yuan": yuan(step.thing.estimate), "title": step.thing.title},
            by=by,
            at=step.at,
        )
        step.set(vote=vote)
        step.data = {"vote": vote.code}
    return use


def _fresh_topic(use: FundUse) -> Topic:
    return Topic.objects.select_related("place", "council").get(fund_use=use)


def _meeting_of(topic: Topic) -> Meeting:
    found = Meeting.objects.select_related("council__place").filter(agenda__topic=topic)
    return found.order_by("-pk")[0]


@USE.action("decide")
def decide(*, use: FundUse, by: Person, at: datetime | None = None) -> FundUse:
    """Count, unless the council's desk has done so, and follow what the law makes of it.

    A valid vote is adopted and published; an invalid one is shelved with its arithmetic.
    """
    with USE.step("decide", use, by=by, at=at) as step:
        rows = Vote.objects.select_related("meeting__council__place", "topic__place")
        vote = rows.get(fund_use=step.thing)
        if vote.state == VoteState.OPEN:
            council.close_vote(vote=vote, by=by, at=step.at)
        valid = bool(vote.result.get("valid"))
        if valid:
            _check_covered(step.thing.estate, step.thing.estimate, step.thing)
            _adopted(vote, by, step.at)
        else:
            text = _("没有达到法定的人数和面积。")
            council.shelve(topic=vote.topic, text=text, by=by, at=step.at)
        _end_meeting(vote.meeting, by, step.at)
        step.target = UseState.APPROVED if valid else UseState.REJECTED
        step.data = {"vote": vote.code, "valid": valid}
        step.say(_("依法成立") if valid else _("依法不成立"))
    return use


def _adopted(vote: Vote, by: Person, at: datetime) -> None:
    if hasattr(vote, "resolution"):
        return
    made = council.adopt(vote=vote, text=vote.question, by=by, at=at)
    council.publish(resolution=made, by=by, at=at)


def _end_meeting(meeting: Meeting, by: Person, at: datetime) -> None:
    """Close it where nothing else stands open on its agenda."""
    meeting.refresh_from_db()
    if meeting.state == MeetingState.OPEN and not meeting.votes.open().exists():
        council.hold(meeting=meeting, by=by, minutes="", solved=0, at=at)


@USE.action("declare_urgent")
def declare_urgent(
    *,
    use: FundUse,
    danger: Danger | str,
    text: str,
    uploads: Sequence[Upload],
    by: Person,
    at: datetime | None = None,
) -> FundUse:
    """紧急使用: a danger of the list, seen by somebody else than the planner, shown by photos."""
    if not uploads:
        raise Invalid(_("紧急使用要有现场照片或检验报告，请附上。"), "no_evidence", field="uploads")
    text = words.needed(text, most=500)
    with files.kept(uploads) as kept, USE.step("declare_urgent", use, by=by, at=at) as step:
        step.set(danger=Danger(danger))
        step.files = files.attach(kept, to=step.thing, by=by, at=step.at, label=DANGER)
        step.say(f"{Danger(danger).label}：{text}")
    return use


@USE.action("start")
def start(
    *,
    use: FundUse,
    contractor: str,
    price: int,
    started_on: date,
    by: Person,
    at: datetime | None = None,
) -> FundUse:
    """The works begin: by whom, for how much (in fen, never more than was agreed to)."""
    if not 0 < price <= use.estimate:
        raise Invalid(
            _("工程款不能超过定下的预算 %(yuan)s。要超过，请重新提方案表决。")
            % {"yuan": yuan(use.estimate)},
            "over_estimate",
            field="price",
        )
    with USE.step("start", use, by=by, at=at) as step:
        _past(started_on, step.at, "started_on")
        step.set(
            contractor=words.one_line(contractor, "contractor", 80),
            price=price,
            started_on=started_on,
        )
        step.say(f"{step.thing.contractor} {yuan(price)}")
    return use


def _past(on: date, at: datetime, field: str) -> None:
    if on > local_day(at):
        raise Invalid(_("日期在将来，请到那天再登记。"), "future", field=field)


@USE.action("pay")
def pay(
    *,
    use: FundUse,
    amount: int,
    on: date,
    voucher_no: str,
    summary: str,
    by: Person,
    at: datetime | None = None,
) -> BookEntry:
    """Pay the contractor from the fund's account: one line of the books, `amount` in fen."""
    with USE.step("pay", use, by=by, at=at) as step:
        fresh = step.thing
        account = Account.objects.select_related("place").get(fund_of=fresh.estate)
        if amount > (left := (fresh.price or 0) - paid(fresh)):
            raise Invalid(
                _("这一项还剩 %(left)s 没付，不能付 %(yuan)s。")
                % {"left": yuan(left), "yuan": yuan(amount)},
                "over_price",
                field="amount",
            )
        entry = books.enter(
            account=account,
            on=on,
            direction=Direction.EXPENSE,
            category=Category.WORKS,
            amount=amount,
            method=Method.BANK,
            words=Words(summary or fresh.title, voucher_no),
            payee=Payee(fresh.contractor, PayeeKind.BODY),
            by=by,
            at=step.at,
        )
        FundPayment.objects.create(use=fresh, entry=entry)
        step.data = {"entry": entry.code, "amount": amount}
        step.say(yuan(amount))
    return entry


@USE.action("accept")
def accept(
    *,
    use: FundUse,
    accepted_on: date,
    accepted_by: str,
    warranty_until: date,
    by: Person,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> FundUse:
    """The works are as agreed: who saw it, and until when the contractor warrants them."""
    if warranty_until < accepted_on:
        raise Invalid(_("质保期要到验收以后。"), "dates", field="warranty_until")
    who = words.one_line(accepted_by, "accepted_by", 200)
    with files.kept(uploads) as kept, USE.step("accept", use, by=by, at=at) as step:
        _past(accepted_on, step.at, "accepted_on")
        if accepted_on < (step.thing.started_on or accepted_on):
            raise Invalid(_("验收早于开工。"), "dates", field="accepted_on")
        step.set(accepted_on=accepted_on, accepted_by=who, warranty_until=warranty_until)
        step.files = files.attach(kept, to=step.thing, by=by, at=step.at, label=ACCEPTANCE)
        step.say(who)
    return use


@USE.action("show")
def show(*, use: FundUse, by: Person, at: datetime | None = None) -> FundUse:
    """决算公开: paid up, every payment published; all owners read plan, vote, works and money."""
    with USE.step("show", use, by=by, at=at) as step:
        if step.thing.price is None:
            raise Refused(_("还没有开工。"), "not_started")
        step.set(shown_at=step.at)
        step.say(yuan(step.thing.price))
    return use
