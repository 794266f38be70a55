"""The need list and the resource list, and how each is claimed by the other."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.council.models import Claim, CommitteeSeat, JointCommittee, Need, Resource
from sanan.council.rules.joint import NEED, RESOURCE, check_speaks
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.people.actions.notices import tell
from sanan.people.models import Org, Person
from sanan.process.declare import Relation

MOST_TIMES = 999


@NEED.action("raise")
def raise_need(
    *,
    committee: JointCommittee,
    org: Org,
    title: str,
    by: Person | None,
    text: str = "",
    due_on: date | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Need:
    """Put a line on the need list for `org`; everyone with a seat is told."""
    moment = clock.at_or_now(at)
    if due_on is not None and due_on < timezone.localdate(moment):
        raise Invalid(_("想要的日子已经过了。"), "past", field="due_on")
    made = Need(
        committee=committee,
        org=org,
        title=needed(words.clean_line(title, most=120, field="title"), "title"),
        text=words.clean(text, most=1000, field="text"),
        due_on=due_on,
        raised_at=moment,
    )
    with NEED.begin("raise", made, by=by, at=moment, relation=relation) as step:
        step.data = {"committee": committee.code, "org": org.code}
        step.say(made.text)
        said = gettext_noop("%(org)s提出一条需求，等单位认领：%(title)s")
        step.then(lambda _step: _tell(committee, None, said, org, made, moment, but=by))
    return made


@RESOURCE.action("offer")
def offer(
    *,
    committee: JointCommittee,
    org: Org,
    title: str,
    by: Person | None,
    text: str = "",
    times: int = 1,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Resource:
    """Put a line on the resource list: what `org` can give, and to how many needs."""
    moment = clock.at_or_now(at)
    if not 1 <= times <= MOST_TIMES:
        raise Invalid(
            _("能给几次请写 1 到 %(most)d。") % {"most": MOST_TIMES}, "times", field="times"
        )
    made = Resource(
        committee=committee,
        org=org,
        title=needed(words.clean_line(title, most=120, field="title"), "title"),
        text=words.clean(text, most=1000, field="text"),
        times=times,
        offered_at=moment,
    )
    with RESOURCE.begin("offer", made, by=by, at=moment, relation=relation) as step:
        _check_seated(committee, org, moment)
        step.data = {"committee": committee.code, "org": org.code}
        step.say(made.text)
    return made


@RESOURCE.action("retract")
def retract(*, resource: Resource, by: Person, at: datetime | None = None) -> Resource:
    """Take a resource off the list; what was claimed before stays claimed."""
    with RESOURCE.step("retract", resource, by=by, at=at) as step:
        step.thing.withdrawn_at = step.at
    return resource


@NEED.action("claim")
def claim(
    *,
    need: Need,
    by: Person | None,
    org: Org | None = None,
    resource: Resource | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Claim:
    """双向认领: `org` takes the need up, or a `resource` (and its organisation) is matched to it.

    By a member of the claiming organisation; with a resource also by a member of the one in need;
    or by the desk. Raises `Refused` where the organisation has no seat, the resource has nothing
    left, or someone else was first.
    """
    moment = clock.at_or_now(at)
    taker = resource.org if resource is not None else org
    if taker is None:
        raise Invalid(_("请选由哪个单位认领。"), "no_org", field="org")
    if resource is not None and org is not None and org.pk != resource.org_id:
        raise Invalid(_("这项资源不是这个单位的。"), "not_theirs", field="resource")
    own = [taker, need.org] if resource is not None else [taker]
    with NEED.step("claim", need, by=by, at=moment, relation=relation) as step:
        fresh = step.thing
        if relation is None:
            check_speaks(fresh.committee, by, own, timezone.localdate(moment))
        _check_seated(fresh.committee, taker, moment)
        if resource is not None:
            _check_left(fresh, resource)
        made = Claim.objects.create(need=fresh, org=taker, resource=resource, at=moment, by=by)
        step.data = {"org": taker.code, "resource": resource.code if resource else ""}
        step.say(taker.name)
        said = gettext_noop("%(org)s认领了您单位的需求：%(title)s")
        _tell(fresh.committee, fresh.org, said, taker, fresh, moment, but=by)
    return made


@NEED.action("give_back")
def give_back(*, need: Need, why: str, by: Person, at: datetime | None = None) -> Need:
    """It cannot be done after all: with the reason, so that someone else can take it up."""
    why = needed(words.clean(why, most=300, field="why"), "why")
    with NEED.step("give_back", need, by=by, at=at) as step:
        standing = step.thing.claims.filter(given_back_at__isnull=True)
        step.data = {"org": _taker(step.thing)}
        step.say(why)
        standing.update(given_back_at=step.at, why=why)
    return need


@NEED.action("meet")
def meet_need(
    *,
    need: Need,
    result: str,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Need:
    """It is done: what was given, for everyone to read."""
    result = needed(words.clean(result, most=1000, field="result"), "result")
    with NEED.step("meet", need, by=by, at=at, relation=relation) as step:
        step.set(result=result, ended_at=step.at)
        step.data = {"org": _taker(step.thing)}
        step.say(result)
    return need


@NEED.action("withdraw")
def withdraw_need(*, need: Need, why: str, by: Person, at: datetime | None = None) -> Need:
    """Take a need off the list that nobody has claimed, with the reason."""
    why = needed(words.clean(why, most=1000, field="why"), "why")
    with NEED.step("withdraw", need, by=by, at=at) as step:
        step.set(result=why, ended_at=step.at)
        step.say(why)
    return need


def _taker(need: Need) -> str:
    """The code of the organisation that has it now."""
    standing = need.claims.filter(given_back_at__isnull=True).select_related("org").first()
    return standing.org.code if standing else ""


def _check_seated(committee: JointCommittee, org: Org, at: datetime) -> None:
    day = timezone.localdate(at)
    if not CommitteeSeat.objects.on(day).filter(committee=committee, org=org).exists():
        raise Refused(
            _("%(org)s在大党委里没有席位（或任期已满），不能认领或提供。请先加一席。")
            % {"org": org.name},
            "no_seat",
            field="org",
        )


def _check_left(need: Need, resource: Resource) -> None:
    fresh = Resource.objects.select_for_update().get(pk=resource.pk)
    if fresh.committee_id != need.committee_id:
        raise Invalid(_("这项资源不在这个大党委的清单上。"), "elsewhere", field="resource")
    if fresh.withdrawn_at is not None:
        raise Refused(_("这项资源已经撤下了。"), "withdrawn", field="resource")
    if fresh.claims.filter(given_back_at__isnull=True).count() >= fresh.times:
        raise Refused(_("这项资源已经认领完了。请另选一项。"), "used_up", field="resource")


def _tell(
    committee: JointCommittee,
    org: Org | None,
    text: str,
    acting: Org,
    need: Need,
    at: datetime,
    *,
    but: Person | None,
) -> None:
    """A notice to those who sit for `org`, or to all; not to whoever does it."""
    seats = CommitteeSeat.objects.on(timezone.localdate(at)).filter(committee=committee)
    if org is not None:
        seats = seats.filter(org=org)
    people = [s.person for s in seats.select_related("person")]
    tell(
        people=[p for p in people if but is None or p.pk != but.pk],
        say=text,
        words={"org": acting.name, "title": need.title},
        link=f"/staff/council/needs/{need.code}/",
        at=at,
    )
