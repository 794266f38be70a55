"""The life of a dispute: received → consented → mediating → proposed → agreed → performing → performed.

Source: domain brief §2.11, §11.8; 人民调解法 arts. 11, 17–26 (free will, choice and recusal of mediators),
28–33 (agreement, performance, judicial confirmation).
"""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from sanan.kit import dates
from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.mediation.enums import (
    AT_WINDOWS,
    CENTRE,
    IN_FORCE,
    RUNNING,
    TALKING,
    WITH_TEAM,
    Consent,
    Met,
    Performance,
    State,
)
from sanan.mediation.models import Dispute
from sanan.mediation.models.centre import window_orgs
from sanan.people.models import Person
from sanan.process.declare import SYSTEM, Process, Relation, Verb

_S = State


def _sits(thing: Dispute, by: Person | None) -> bool:
    return thing.window.org_id in window_orgs(by)


def _in_team(thing: Dispute, by: Person | None) -> bool:
    return by is not None and any(each.mediator.person_id == by.pk for each in thing.team)


def _is_sent_to(thing: Dispute, by: Person | None) -> bool:
    orgs = window_orgs(by)
    coming = thing.referrals.filter(received_at__isnull=True, to_window__org__in=orgs)
    return bool(orgs) and coming.exists()


WINDOW = Relation("window", _sits, whose=_("这一步由现在受理的窗口来办。"), roles=AT_WINDOWS)
TEAM = Relation("team", _in_team, whose=_("这一步由这件事的调解员来办。"))
SENT = Relation("next_window", _is_sent_to, whose=_("这一步由转去的窗口来办。"), roles=AT_WINDOWS)
PARTY = Relation("party", whose=_("这一步由当事人自己来。"))
"""Whoever holds a party's own page; the page claims it."""


def _not_everybody(thing: Dispute, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.all_consent:
        return None
    waiting = "、".join(
        str(p.get_side_display()) for p in thing.sides if p.consent != Consent.GIVEN
    )
    sentence = _("调解要各方自愿。还没有同意的：%(who)s。请先取得同意。")
    return Refused(sentence % {"who": waiting or _("对方（还没有登记）")}, "no_consent")


def _no_session(thing: Dispute, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.sessions.filter(state=Met.PLANNED).exists():
        return None
    return Refused(_("没有约好的时间。请先约一次。"), "no_session")


def _nobody_said_yes(thing: Dispute, _by: Person | None, _at: datetime) -> Refused | None:
    last = thing.proposals.last()
    said = set(last.answers.filter(agrees=True).values_list("party", flat=True)) if last else set()
    if last and {party.pk for party in thing.sides} <= said:
        return None
    return Refused(_("还有人没有同意这个方案，不能写成协议书。"), "not_all_agree")


def _nothing_due(thing: Dispute, _by: Person | None, _at: datetime) -> Refused | None:
    open_items = thing.agreement.proposal.items.exclude(state=Performance.KEPT)
    if open_items.exists():
        return None
    return Refused(_("约定的都已经记为做到了。"), "nothing_due")


def _none_broken(thing: Dispute, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.agreement.proposal.items.filter(state=Performance.BROKEN).exists():
        return None
    return Refused(_("没有一项查实没有做到。请先逐项查。"), "none_broken")


def _confirm_over(thing: Dispute, _by: Person | None, at: datetime) -> Refused | None:
    agreement = thing.agreement
    if agreement.applied_on is not None:
        return Refused(_("已经申请过了。"), "applied")
    until = agreement.confirm_until
    if until is not None and dates.local_day(at) > until:
        sentence = _("共同申请司法确认要在协议生效三十日内，%(day)s已经过了。不履行的可以起诉。")
        return Refused(sentence % {"day": dates.day(until)}, "too_late")
    return None


def _not_applied(thing: Dispute, _by: Person | None, _at: datetime) -> Refused | None:
    agreement = thing.agreement
    if agreement.applied_on is None:
        return Refused(_("还没有申请司法确认。"), "not_applied")
    if agreement.ruling:
        return Refused(_("法院已经答复了。"), "ruled")
    return None


def _on_its_way(thing: Dispute, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.referrals.filter(received_at__isnull=True).exists():
        return Refused(_("已经转出去了，等那个窗口签收。"), "on_its_way")
    return None


_staff = partial(Verb, roles=CENTRE, relations=[WINDOW, TEAM])
_everybody = partial(Verb, roles=CENTRE, relations=[WINDOW, TEAM, PARTY])

DISPUTE = Process(
    "dispute",
    Dispute,
    states=State,
    title=_("矛盾纠纷"),
    joins=("place", "centre__place", "window__org", "window__centre", "case"),
    path=lambda thing: thing.centre.place.path,
    elsewhere=_("这件事现在是“%(state)s”，不能这样办。请刷新页面看最新的。"),
    tones={
        Tone.DONE: [_S.PERFORMED, _S.PERFORMING],
        Tone.SOON: [_S.RECEIVED, _S.CONSENTED, _S.MEDIATING, _S.PROPOSED, _S.AGREED],
        Tone.LATE: [_S.UNPERFORMED],
    },
    verbs=[
        Verb(
            "take_in",
            [],
            _S.RECEIVED,
            label=_("登记一件纠纷"),
            told=_("登记了"),
            roles=CENTRE,
            relations=[WINDOW, SYSTEM],
            public=True,
        ),
        _staff(
            "add_party",
            [_S.RECEIVED, _S.CONSENTED, _S.MEDIATING],
            _S.RECEIVED,
            label=_("添一方当事人"),
            told=_("添了一方当事人"),
            public=True,
        ),
        _everybody(
            "consent",
            [_S.RECEIVED],
            label=_("同意调解"),
            told=_("同意调解"),
            public=True,
        ),
        _everybody(
            "withdraw_consent",
            TALKING,
            _S.DECLINED,
            label=_("不同意调解"),
            told=_("不同意调解"),
            public=True,
        ),
        Verb(
            "assign",
            [_S.CONSENTED, *WITH_TEAM],
            label=_("定调解员"),
            told=_("定了调解员"),
            roles=CENTRE,
            relations=[WINDOW],
            when=_not_everybody,
            public=True,
        ),
        _everybody(
            "recuse",
            [_S.RECEIVED, _S.CONSENTED, *WITH_TEAM],
            label=_("换调解员"),
            told=_("调解员回避"),
            public=True,
        ),
        _staff(
            "plan",
            WITH_TEAM,
            label=_("约时间"),
            told=_("约了时间"),
            when=_not_everybody,
            public=True,
        ),
        _staff(
            "move",
            WITH_TEAM,
            label=_("改时间"),
            told=_("改了时间"),
            when=_no_session,
            public=True,
        ),
        _staff(
            "call_off",
            WITH_TEAM,
            label=_("取消约好的"),
            told=_("取消了一次"),
            when=_no_session,
            public=True,
        ),
        _staff(
            "serve",
            WITH_TEAM,
            label=_("送达通知"),
            told=_("记下了送达"),
            when=_no_session,
        ),
        Verb(
            "acknowledge",
            WITH_TEAM,
            label=_("我知道了"),
            told=_("收到了通知"),
            when=_no_session,
            relations=[PARTY],
        ),
        _staff(
            "hold",
            WITH_TEAM,
            label=_("记下谈了什么"),
            told=_("谈了一次"),
            when=_no_session,
            public=True,
        ),
        _staff("note", RUNNING, label=_("写一段记录"), told=_("写了记录")),
        Verb(
            "tell",
            [_S.RECEIVED, _S.CONSENTED, *WITH_TEAM, _S.PERFORMING],
            label=_("只跟调解员说"),
            told=_("跟调解员说了一段"),
            relations=[PARTY],
        ),
        Verb(
            "propose",
            WITH_TEAM,
            _S.PROPOSED,
            label=_("提方案"),
            told=_("提了方案"),
            when=_not_everybody,
            public=True,
            roles=CENTRE,
            relations=[TEAM],
        ),
        _everybody(
            "answer",
            [_S.PROPOSED],
            label=_("答复方案"),
            told=_("答复了方案"),
        ),
        Verb(
            "draw_up",
            [_S.PROPOSED],
            _S.AGREED,
            label=_("写成协议书"),
            told=_("写成了协议书"),
            when=_nobody_said_yes,
            public=True,
            roles=CENTRE,
            relations=[TEAM],
        ),
        _everybody("sign", [_S.AGREED], label=_("签字"), told=_("签了字"), public=True),
        Verb(
            "say_not_kept",
            [_S.PERFORMING, _S.PERFORMED],
            _S.PERFORMING,
            label=_("没有做到"),
            told=_("说没有做到"),
            relations=[PARTY],
        ),
        _staff(
            "check",
            [_S.PERFORMING, _S.UNPERFORMED],
            label=_("查做到没有"),
            told=_("查了做到没有"),
            when=_nothing_due,
            public=True,
        ),
        Verb(
            "give_up",
            [_S.PERFORMING],
            _S.UNPERFORMED,
            label=_("记为没有履行"),
            told=_("没有履行，讲明了还能怎么办"),
            when=_none_broken,
            public=True,
            roles=CENTRE,
            relations=[TEAM],
        ),
        _staff(
            "apply_confirmation",
            IN_FORCE,
            label=_("申请司法确认"),
            told=_("共同申请了司法确认"),
            when=_confirm_over,
            public=True,
        ),
        _staff(
            "record_ruling",
            IN_FORCE,
            label=_("登记法院的答复"),
            told=_("法院答复了"),
            when=_not_applied,
            public=True,
        ),
        Verb(
            "fail",
            [_S.CONSENTED, *WITH_TEAM, _S.AGREED],
            _S.FAILED,
            label=_("没有调成"),
            told=_("没有调成，讲明了还能怎么办"),
            public=True,
            roles=CENTRE,
            relations=[TEAM],
        ),
        Verb(
            "take_up_again",
            [_S.DECLINED, _S.FAILED],
            _S.RECEIVED,
            label=_("重新调解"),
            told=_("重新调解"),
            public=True,
            roles=CENTRE,
            relations=[WINDOW],
        ),
        Verb(
            "refer",
            [_S.RECEIVED, _S.CONSENTED, _S.MEDIATING],
            label=_("转给别的窗口"),
            told=_("转给别的窗口"),
            when=_on_its_way,
            public=True,
            roles=CENTRE,
            relations=[WINDOW],
        ),
        Verb(
            "receive",
            [_S.RECEIVED, _S.CONSENTED, _S.MEDIATING],
            label=_("签收转来的"),
            told=_("签收了"),
            public=True,
            relations=[SENT],
        ),
        _staff("watch", RUNNING, label=_("研判风险"), told=_("研判了风险")),
        Verb(
            "put_together",
            State.values,
            label=_("和另一件放在一起"),
            told=_("和另一件放在一起"),
            roles=CENTRE,
            relations=[WINDOW],
        ),
        _staff(
            "mark_limit",
            RUNNING,
            label=_("记法律期限"),
            told=_("记了法律期限"),
        ),
    ],
)
