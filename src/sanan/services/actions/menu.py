"""The menu of a community: what can be ordered there."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.services.enums import Event, Post, Skill
from sanan.services.models import MenuItem
from sanan.services.rules import check_desk
from sanan.services.rules.screening import plainly_unlawful

SHORTEST, LONGEST = 5, 480


def add_item(
    *,
    place: Place,
    title: str,
    text: str = "",
    post: Post,
    skill: Skill,
    minutes: int = 60,
    risky: bool = False,
    by: Person | None,
    at: datetime | None = None,
) -> MenuItem:
    """Offer a service to a community. `risky` work asks for an insurance before each visit."""
    if by is not None:
        check_desk(place, by)
    if place.kind != PlaceKind.VILLAGE:
        raise Invalid(_("请选到村或者社区。"), "no_village", field="place")
    if not SHORTEST <= minutes <= LONGEST:
        raise Invalid(_("大约几分钟？请写 5 到 480。"), "minutes", field="minutes")
    title = words.needed(words.clean_line(title, most=60, field="title"), "title")
    unlawful = plainly_unlawful(f"{title}\n{text}")
    if unlawful is not None:
        raise Invalid(unlawful.advice, "unlawful", field="title")
    made = MenuItem(
        place=place,
        title=title,
        text=words.clean_line(text, most=300, field="text"),
        post=Post(post),
        skill=Skill(skill),
        minutes=minutes,
        risky=risky,
    )
    content = {
        "place": place.code,
        "title": made.title,
        "text": made.text,
        "post": str(made.post),
        "skill": str(made.skill),
        "minutes": minutes,
        "risky": risky,
    }
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            written(Event.ITEM, made.code, content, by=by, at=clock.at_or_now(at))
    except IntegrityError:
        raise Refused(_("单子里已经有这一项。"), "twice", field="title") from None
    return made


def retire_item(*, item: MenuItem, by: Person, at: datetime | None = None) -> MenuItem:
    """Offer it no more; orders placed before go on."""
    check_desk(item.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        fresh = MenuItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if fresh.retired_at is not None:
            raise Refused(_("这一项已经撤下了。"), "retired")
        fresh.retired_at = moment
        fresh.save(update_fields=["retired_at"])
        written(Event.RETIRE, fresh.code, {"item": fresh.code}, by=by, at=moment)
    return fresh
