"""The governance centre of Yongchun: its windows and roster, and six disputes as far as they have come."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast, written
from sanan.kit.dates import local_day
from sanan.mediation import actions
from sanan.mediation.actions import PartyGiven
from sanan.mediation.actions.deal import ItemGiven
from sanan.mediation.enums import Side
from sanan.mediation.models import Dispute, GovCentre, Mediator, Window
from sanan.mediation.rules import PARTY
from sanan.people.models import Person

COUNTY, RUNNER = "350525000000", "linxiaoqing"
ROSTER = timedelta(days=13)


class Stage:
    """Who plays at the centre, and how long ago something was."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        self.told = written("mediation")
        self.runner = cast.person(RUNNER)
        self.windows: dict[str, Window] = {}
        self.roll: dict[str, Mediator] = {}

    def ago(self, days: float) -> datetime:
        """So many days ago, within office hours, never after now."""
        return min(in_the_day(self.now - timedelta(days=days)), self.now)

    def handler(self, window: Window) -> Person:
        """Who works for the unit at a window; the centre's own is run by its dispatcher."""
        org = window.org.code
        return self.runner if org == "yc-centre" else self.cast.handler(org)


def load_mediation(cast: Cast, now: datetime) -> None:
    """Everything up to now; once."""
    if GovCentre.objects.exists():
        return
    stage = Stage(cast, now)
    centre = _opened(stage)
    _figures(stage, centre)
    kept(stage, _taken(stage, "eaves", 96))
    performing(stage, _taken(stage, "lease", 24))
    talking(stage, _taken(stage, "tiles", 9))
    referred(stage, _taken(stage, "wages", 6))
    failed(stage, _taken(stage, "loan", 40))
    _taken(stage, "dog", 1)


def _opened(stage: Stage) -> GovCentre:
    told, by, at = stage.told["centre"], stage.runner, stage.ago(200)
    centre = actions.open_centre(
        place=stage.cast.place(COUNTY),
        name=told["name"],
        address=told["address"],
        phone=told["phone"],
        hours=told["hours"],
        by=by,
        at=at,
    )
    first = local_day(stage.now) - timedelta(days=1)
    for service, org in stage.told["windows"]:
        window = actions.add_window(
            centre=centre, service=service, org=stage.cast.org(org), by=by, at=at
        )
        stage.windows[service] = window
        actions.put_on_duty(
            window=window,
            person=stage.handler(window),
            from_on=first,
            until_on=first + ROSTER,
            parts=["am", "pm"],
            by=by,
            at=stage.ago(2),
        )
    for key, title in stage.told["mediators"]:
        stage.roll[key] = actions.add_mediator(
            centre=centre, person=stage.cast.person(key), title=title, by=by, at=at
        )
    return centre


def _figures(stage: Stage, centre: GovCentre) -> None:
    """What reports said: 21 meetings, 60-odd problems (ACC-44)."""
    year, last = str(local_day(stage.now).year), None
    for what, value, unit, qualifier in stage.told["published"]:
        last = actions.publish_figure(
            centre=centre,
            what=what,
            value=value,
            unit=unit,
            qualifier=qualifier,
            period=year,
            source=stage.told["source"],
            per=last,
            by=stage.runner,
            at=stage.ago(20),
        )


def _taken(stage: Stage, key: str, days: float) -> Dispute:
    told = stage.told[key]
    window = stage.windows[told["window"]]
    parties = [_party(stage, side, told[side]) for side in ("applicant", "respondent")]
    knew = told.get("knew")
    more: dict[str, Any] = {}
    if knew:
        more["knew_on"] = local_day(stage.now) - timedelta(days=knew)
    return actions.take_in(
        window=window,
        place=stage.cast.place(told["place"]),
        kind=told["kind"],
        matter=told["matter"],
        story=told["story"],
        wish=told["wish"],
        parties=parties,
        risk=told.get("risk", "low"),
        grounds=told.get("grounds", []),
        by=stage.handler(window),
        at=stage.ago(days),
        **more,
    )


def _party(stage: Stage, side: str, told: Sequence[Any]) -> PartyGiven:
    name, phone, known, guardian = [*told, "", "", ""][:4]
    return PartyGiven(
        Side(side),
        name,
        phone,
        minor=bool(guardian),
        guardian=guardian,
        person=stage.cast.person(known) if known else None,
    )


def _begun(stage: Stage, dispute: Dispute, days: float, mediator: str) -> Person:
    """Everybody agrees, and a mediator takes it."""
    at = stage.ago(days)
    for party in dispute.parties.all():
        actions.consent(dispute=dispute, party=party, by=None, guardian=True, relation=PARTY, at=at)
    member = stage.roll[mediator]
    by = stage.handler(dispute.window)
    actions.assign(dispute=dispute, mediator=member, tie="none", by=by, at=at)
    return member.person


def _met(stage: Stage, dispute: Dispute, by: Person, days: float, text: str) -> None:
    """A talk that was arranged, served and held."""
    starts = stage.ago(days)
    actions.plan(
        dispute=dispute,
        mode="centre",
        where="二楼调解室",
        starts_at=starts,
        by=by,
        at=stage.ago(days + 2),
    )
    session = dispute.sessions.latest("pk")
    for party, how in zip(dispute.parties.all(), ("in_person", "call"), strict=True):
        actions.serve(
            dispute=dispute,
            session=session,
            party=party,
            how=how,
            result="received",
            by=by,
            at=stage.ago(days + 1.5),
        )
    actions.hold(dispute=dispute, session=session, text=text, by=by, at=starts)


def _agreed(stage: Stage, key: str, dispute: Dispute, by: Person, days: float) -> None:
    """Proposed, answered, drawn up, signed: in force on that day."""
    told = stage.told[key]
    parties = {party.side: party for party in dispute.parties.all()}
    items = [
        ItemGiven(parties[side], what, _due(stage, due, days), fen)
        for side, what, due, fen in told["items"]
    ]
    at = stage.ago(days + 0.3)
    actions.propose(dispute=dispute, text=told["proposal"], items=items, by=by, at=at)
    for party in parties.values():
        known: dict[str, Any] = {"party": party, "by": None, "guardian": True, "relation": PARTY}
        actions.answer(dispute=dispute, agrees=True, at=at, **known)
    actions.draw_up(dispute=dispute, by=by, at=stage.ago(days + 0.1))
    for party in parties.values():
        actions.sign(dispute=dispute, party=party, by=by, how="paper", at=stage.ago(days))
    actions.sign(dispute=dispute, by=by, at=stage.ago(days))


def _due(stage: Stage, after: int, days: float) -> date:
    return local_day(stage.ago(days)) + timedelta(days=after)


def kept(stage: Stage, dispute: Dispute) -> None:
    """From the eaves to the gutter: agreed, confirmed by the court, everything done."""
    by = _begun(stage, dispute, 94, "taoxi")
    _met(stage, dispute, by, 90, stage.told["eaves"]["talk"])
    _agreed(stage, "eaves", dispute, by, 88)
    day = local_day(stage.ago(80))
    actions.apply_confirmation(
        dispute=dispute,
        court=stage.told["court"],
        applied_on=day,
        together=True,
        by=stage.handler(dispute.window),
        at=stage.ago(80),
    )
    actions.record_ruling(
        dispute=dispute,
        ruling="confirmed",
        ruled_on=local_day(stage.ago(68)),
        number=stage.told["ruling"],
        by=stage.handler(dispute.window),
        at=stage.ago(68),
    )
    for item in dispute.agreement.proposal.items.all():
        actions.check(dispute=dispute, item=item, kept=True, by=by, at=stage.ago(60))


def performing(stage: Stage, dispute: Dispute) -> None:
    """In force; the first month is paid, the next is due."""
    by = _begun(stage, dispute, 23, "huashi")
    _met(stage, dispute, by, 20, stage.told["lease"]["talk"])
    _agreed(stage, "lease", dispute, by, 18)
    first = dispute.agreement.proposal.items.first()
    if first is not None:
        actions.check(dispute=dispute, item=first, kept=True, by=by, at=stage.ago(3))


def talking(stage: Stage, dispute: Dispute) -> None:
    """One talk was held; the next is arranged, and one party is not reached yet."""
    by = _begun(stage, dispute, 8, "taochengban")
    _met(stage, dispute, by, 5, stage.told["tiles"]["talk"])
    actions.plan(
        dispute=dispute,
        mode="home",
        where=stage.told["tiles"]["where"],
        starts_at=in_the_day(stage.now + timedelta(days=2)),
        by=by,
        at=stage.ago(1),
    )
    session = dispute.sessions.latest("pk")
    for party, result in zip(dispute.parties.all(), ("received", "not_reached"), strict=True):
        actions.serve(
            dispute=dispute,
            session=session,
            party=party,
            how="call",
            result=result,
            by=by,
            at=stage.ago(0.5),
        )


def referred(stage: Stage, dispute: Dispute) -> None:
    """Wages: sent from the window where it was told to the one that can help."""
    actions.refer(
        dispute=dispute,
        to=stage.windows["labour"],
        why=stage.told["wages"]["why"],
        by=stage.handler(dispute.window),
        at=stage.ago(5),
    )


def failed(stage: Stage, dispute: Dispute) -> None:
    """It could not be settled; both read how to go to court."""
    by = _begun(stage, dispute, 38, "taoxi")
    _met(stage, dispute, by, 34, stage.told["loan"]["talk"])
    actions.fail(
        dispute=dispute,
        why=stage.told["loan"]["why"],
        onward=["court", "aid"],
        by=by,
        at=stage.ago(33),
    )
