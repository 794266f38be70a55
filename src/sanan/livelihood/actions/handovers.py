"""From the accepted building to the last key: the draw, the choice, the inspection, the receipt."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from sanan.cases.actions import open_case
from sanan.cases.enums import Door
from sanan.cases.models import Category
from sanan.files import actions as stored
from sanan.kit import bulk, vault, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.livelihood.models import Defect, Dwelling, Handover, Home, Household
from sanan.livelihood.rules import draw as rule
from sanan.livelihood.rules.handovers import HANDOVER, HOME, REPAIR, open_defects
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import Relation
from sanan.process.step import Step
from sanan.slips.actions import issue

MOST_DEFECTS = 30
SIGNATURE, PAPER, ACCEPTANCE = "signature", "paper", "acceptance"
QUALITY = "urban.quality"
"""The category under which defects of new dwellings are taken in."""


@HANDOVER.action("open")
def open_handover(
    *,
    place: Place,
    title: str,
    dwellings: Sequence[tuple[str, Decimal]],
    households: Iterable[Household],
    by: Person,
    at: datetime | None = None,
) -> Handover:
    """Begin with a building's dwellings and the families that are to have them."""
    families = list(households)
    if not families:
        raise Invalid(_("没有要交房的家庭。请先把回迁户登记进家庭档案。"), "no_families")
    if len(dwellings) < len(families):
        raise Invalid(
            _("房子只有 %(homes)d 套，家庭有 %(families)d 户，请核对。")
            % {"homes": len(dwellings), "families": len(families)},
            "too_few",
            field="dwellings",
        )
    title = words.one_line(title, "title", 60)
    if Handover.objects.filter(place=place, title=title).exists():
        raise Invalid(_("已经有这栋楼的交房，请打开它接着办。"), "twice", field="title")
    made = Handover(place=place, title=title)

    def enter_all(step: Step[Handover]) -> None:
        rows = [Dwelling(handover=step.thing, number=n, area_m2=area) for n, area in dwellings]
        bulk.insert_many(rows)
        for ticket, household in enumerate(families, 1):
            home = Home(handover=step.thing, place=place, household=household, ticket=ticket)
            enter(home=home, by=by, at=step.at)

    with HANDOVER.begin("open", made, by=by, at=at) as step:
        step.data = {"dwellings": len(dwellings), "families": len(families)}
        step.then(enter_all)
    return made


@HANDOVER.action("accept")
def accept(
    *,
    handover: Handover,
    accepted_on: date,
    acceptance: str,
    by: Person,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Handover:
    """The building passed its acceptance, by which paper."""
    acceptance = words.one_line(acceptance, "acceptance", 300)
    with stored.kept(uploads) as kept, HANDOVER.step("accept", handover, by=by, at=at) as step:
        if accepted_on > local_day(step.at):
            raise Invalid(
                _("验收日期在将来，等验收通过以后再登记。"), "future", field="accepted_on"
            )
        step.set(accepted_on=accepted_on, acceptance=acceptance)
        step.files = stored.attach(kept, to=step.thing, by=by, at=step.at, label=ACCEPTANCE)
    return handover


@HANDOVER.action("commit")
def commit(*, handover: Handover, by: Person, at: datetime | None = None) -> Handover:
    """Show the entries and the hash of a secret that nobody can change any more."""
    with HANDOVER.step("commit", handover, by=by, at=at) as step:
        secret = rule.new_secret()
        homes = step.thing.homes.select_related("household").order_by("ticket")
        entries = [f"{home.ticket:03d} {home.label}" for home in homes]
        step.set(entries=entries, commitment=rule.commitment(secret, entries))
        step.set(secret_locked=vault.lock(secret), committed_at=step.at)
        step.data = {"commitment": step.thing.commitment, "entries": len(entries)}
    return handover


@HANDOVER.action("draw")
def draw(*, handover: Handover, word: str, by: Person, at: datetime | None = None) -> Handover:
    """With the word that somebody named before everybody: the order, and the secret for all to see."""
    word = words.one_line(word, "word", 60)
    with HANDOVER.step("draw", handover, by=by, at=at) as step:
        thing = step.thing
        secret = vault.unlock(thing.secret_locked)
        if not rule.fits(thing.commitment, secret, thing.entries):
            raise Refused(
                _("名单和公布的不一样了，不能抽签。请系统管理员查清楚。"), "commitment_broken"
            )
        step.set(word=word, secret=secret, drawn_at=step.at)
        turns = {entry: n for n, entry in enumerate(rule.order(secret, word, thing.entries), 1)}
        for home in thing.homes.select_related("household"):
            Home.objects.filter(pk=home.pk).update(turn=turns[thing.entries[home.ticket - 1]])
        step.data = {"word": word, "secret": secret}
    return handover


@HANDOVER.action("close")
def close(*, handover: Handover, by: Person, at: datetime | None = None) -> Handover:
    """Every family has its keys and was asked how it is."""
    with HANDOVER.step("close", handover, by=by, at=at) as step:
        step.set(closed_at=step.at)
    return handover


@HOME.action("enter")
def enter(*, home: Home, by: Person, at: datetime | None = None) -> Home:
    """Put a family (unwritten yet) on the list, with a query code of its own."""
    with HOME.begin("enter", home, by=by, at=at) as step:
        step.then(lambda done: issue(kind="home", ref=done.thing.code))
    return home


@HOME.action("choose")
def choose(*, home: Home, dwelling: Dwelling, by: Person, at: datetime | None = None) -> Home:
    """The family takes a dwelling when it is its turn."""
    with HOME.step("choose", home, by=by, at=at) as step:
        if dwelling.handover_id != step.thing.handover_id:
            raise Invalid(_("这套房子不在这栋楼里。"), "elsewhere", field="dwelling")
        if Home.objects.filter(dwelling=dwelling).exists():
            raise Invalid(
                _("%(number)s 已经有人选了，请选别的。") % {"number": dwelling.number},
                "taken",
                field="dwelling",
            )
        step.set(dwelling=dwelling)
        step.say(dwelling.number, public=True)
    return home


@HOME.action("inspect")
def inspect(
    *,
    home: Home,
    by: Person,
    water: Decimal | None = None,
    power: Decimal | None = None,
    gas: Decimal | None = None,
    keys: int | None = None,
    defects: Sequence[tuple[str, str]] = (),
    at: datetime | None = None,
) -> Home:
    """Go through the dwelling with the family: meters, keys, and each defect as a repair case."""
    if len(defects) > MOST_DEFECTS:
        raise Invalid(_("一次最多记 30 处，请分两次记。"), "many", field="defects")
    with HOME.step("inspect", home, by=by, at=at) as step:
        read = {"water": water, "power": power, "gas": gas, "keys": keys}
        step.set(**{name: value for name, value in read.items() if value is not None})
        step.set(inspected_on=local_day(step.at))
        cases = [_repair(step, spot, what) for spot, what in defects]
        step.data = {"cases": cases}
        if defects:
            step.say("；".join(f"{spot}：{what}" for spot, what in defects), public=True)
    return home


def _repair(step: Step[Home], spot: str, what: str) -> str:
    home = step.thing
    number = home.dwelling.number if home.dwelling else ""
    spot = words.one_line(spot, "defects", 60)
    opened = open_case(
        text=_("%(building)s %(number)s %(spot)s：%(what)s")
        % {"building": home.handover.title, "number": number, "spot": spot, "what": what},
        title=f"{number} {spot}：{words.clip(what, 40)}",
        place=home.place,
        door=Door.INSPECTION,
        kind=REPAIR.name,
        category=Category.objects.filter(code=QUALITY).first(),
        contact_name=home.household.head,
        contact_phone=vault.unlock(home.household.phone_locked),
        may_publish=False,
        at=step.at,
    )
    Defect.objects.create(case=opened.case, home=home, spot=spot)
    return opened.case.code


@HOME.action("receive")
def receive(
    *,
    home: Home,
    uploads: Sequence[Upload],
    by: Person | None = None,
    knows: bool = False,
    on_paper: bool = False,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Home:
    """The family takes its keys: signed on the phone, or the scan of what it signed on paper."""
    if not uploads:
        raise Invalid(
            _("请在方框里签名；签在纸上的，请把纸拍下来传上来。"), "no_signature", field="signature"
        )
    with (
        stored.kept(uploads) as kept,
        HOME.step("receive", home, by=by, at=at, relation=relation) as step,
    ):
        left = open_defects(step.thing)
        if left and not knows:
            sentence = _("还有 %(n)d 处没修好。要先领钥匙的，请勾上“知道还有没修好的”。")
            raise Refused(sentence % {"n": left}, "defects_open", field="knows")
        label = PAPER if on_paper else SIGNATURE
        step.files = stored.attach(kept, to=step.thing, by=by, at=step.at, label=label)
        step.set(received_on=local_day(step.at))
        step.data = {"by": label, "open_defects": left}
    return home


@HOME.action("survey")
def survey(
    *,
    home: Home,
    score: int,
    by: Person | None = None,
    comment: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Home:
    """How the family finds its dwelling and the hand-over, from 1 to 5."""
    with HOME.step("survey", home, by=by, at=at, relation=relation) as step:
        step.set(score=score, comment=words.clean(comment, most=1000, field="comment"))
    return home
