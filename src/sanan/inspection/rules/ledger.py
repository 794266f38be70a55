"""The life of a line of the rectification ledger."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import OPEN
from sanan.inspection.enums import DISCIPLINE, OFFICE, ItemState
from sanan.inspection.models import Item
from sanan.inspection.rules.relations import ORGANISATION, OWNER, TEAM, away
from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.process.declare import ANYONE, OPERATOR, SYSTEM, Process, Verb
from sanan.process.models import TimelineEntry

_I = ItemState
WORKING = (_I.PLAN_OK, _I.IN_PROGRESS, _I.RETURNED)
TOLD_DONE = (_I.SUBMITTED, _I.VERIFIED, _I.WRITTEN_OFF)
SIGNS = {
    "sign_office": "office_signed_on",
    "sign_discipline": "discipline_signed_on",
    "sign_organisation": "organisation_signed_on",
}


def _has_plan(thing: Item, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.measures and thing.due_on and thing.owner_id:
        return None
    return Refused(_("整改方案还没有报来：措施、谁来办、哪天办完。"), "no_plan")


def _has_proof(thing: Item, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.files:
        return None
    return Refused(_("还没有整改以后的照片或凭证。请先用“报进展”附上。"), "no_proof")


def _undoubted(thing: Item, _at: datetime) -> Refused | None:
    waiting = thing.doubts.filter(case__state__in=OPEN).count()
    if not waiting:
        return None
    sentence = _("村民说“不是这样”的 %(n)d 件还没有办完，办完再签。")
    return Refused(sentence % {"n": waiting}, "doubted")


def _may_sign(verb: str) -> "object":
    def when(thing: Item, by: Person | None, at: datetime) -> Refused | None:
        if getattr(thing, SIGNS[verb]) is not None:
            return Refused(_("这一方已经签过了。"), "signed")
        lines = TimelineEntry.objects.of("rectification", thing.pk)
        since = lines.filter(verb__in=["verify", "send_back"]).order_by("-at", "-pk").first()
        signed = lines.filter(verb__in=SIGNS, by=by)
        if since is not None and signed.filter(pk__gt=since.pk).exists():
            return Refused(_("一个人不能替两方签字，请由另一位来签。"), "twice")
        return _undoubted(thing, at)

    return when


def _sign(verb: str, label: object, **who: object) -> Verb:
    return Verb(verb, [_I.VERIFIED], label=label, when=_may_sign(verb), **who)  # type: ignore[arg-type]  # built from a table


RECTIFICATION = Process(
    "rectification",
    Item,
    states=ItemState,
    tones={
        Tone.DONE: [_I.WRITTEN_OFF, _I.VERIFIED],
        Tone.SOON: [_I.LISTED, _I.PLAN_OK, _I.IN_PROGRESS, _I.SUBMITTED],
        Tone.LATE: [_I.RETURNED],
    },
    title=_("整改台账"),
    thing="item",
    joins=("place", "target__place", "target__round", "paper"),
    before=away,
    verbs=[
        Verb("list", [], _I.LISTED, label=_("列入台账"), roles=OFFICE, relations=[SYSTEM]),
        Verb(
            "record",
            [],
            _I.WRITTEN_OFF,
            label=_("登记以前的整改"),
            roles=OFFICE,
            relations=[OPERATOR],
        ),
        Verb(
            "plan", [_I.LISTED], label=_("报整改方案"), told=_("报来了整改方案"), relations=[OWNER]
        ),
        Verb(
            "agree",
            [_I.LISTED],
            _I.PLAN_OK,
            label=_("同意方案"),
            told=_("同意了整改方案"),
            roles=OFFICE,
            relations=[TEAM],
            when=_has_plan,
            public=True,
        ),
        Verb(
            "report",
            WORKING,
            _I.IN_PROGRESS,
            label=_("报进展"),
            told=_("报了进展"),
            relations=[OWNER],
            public=True,
        ),
        Verb(
            "submit",
            [_I.IN_PROGRESS],
            _I.SUBMITTED,
            label=_("整改完了，请来核查"),
            told=_("说整改完了"),
            relations=[OWNER],
            when=_has_proof,
            public=True,
        ),
        Verb(
            "extend",
            WORKING,
            label=_("列为持续整改"),
            told=_("列为持续整改"),
            roles=OFFICE,
            public=True,
        ),
        Verb(
            "verify",
            [_I.SUBMITTED],
            _I.VERIFIED,
            label=_("核查属实"),
            told=_("核查属实"),
            roles=OFFICE,
            relations=[TEAM],
            public=True,
        ),
        Verb(
            "send_back",
            [_I.SUBMITTED, _I.VERIFIED],
            _I.RETURNED,
            label=_("退回重改"),
            told=_("退回重改"),
            roles=[*OFFICE, *DISCIPLINE],
            relations=[TEAM],
            public=True,
        ),
        _sign("sign_office", _("巡察办签字销号"), roles=OFFICE),
        _sign("sign_discipline", _("纪检监察机关签字销号"), roles=DISCIPLINE),
        _sign("sign_organisation", _("组织部门签字销号"), relations=[ORGANISATION]),
        Verb(
            "rate",
            TOLD_DONE,
            label=_("评一评改得怎么样"),
            told=_("有人评了分"),
            relations=[ANYONE],
        ),
        Verb(
            "doubt",
            [_I.IN_PROGRESS, *TOLD_DONE],
            label=_("不是这样"),
            told=_("有人说不是这样"),
            relations=[ANYONE],
            public=True,
        ),
        Verb(
            "relapse",
            [_I.WRITTEN_OFF],
            label=_("发现反弹"),
            told=_("十二个月内又出现同样的问题"),
            relations=[SYSTEM],
        ),
        Verb(
            "reopen",
            [_I.WRITTEN_OFF],
            _I.RETURNED,
            label=_("重新整改"),
            told=_("重新列入整改"),
            roles=OFFICE,
            public=True,
        ),
    ],
)
