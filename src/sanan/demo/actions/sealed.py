"""Discipline bodies of a city and two counties with keys, and reports in several states.

The passphrase is printed with the sign-ins. It is for the demo only: nothing here protects anyone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from sanan.demo.cast import Cast
from sanan.places.models import Place
from sanan.sealed import actions
from sanan.sealed.crypto import letter as letters
from sanan.sealed.enums import About, Way
from sanan.sealed.models import Body, Report
from sanan.sealed.queries import routes

PASSPHRASE = "demo only, opens nothing real"
DAYS = 20
BODIES = (
    ("qz-discipline", "hecheng", "泉州市信访举报信箱（演示）"),
    ("dh-discipline", "zengmin", "德化县信访举报信箱（演示）"),
    ("yc-discipline", "panzheng", "永春县信访举报信箱（演示）"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One invented report: days ago, where, about whom, and the words."""

    ago: float
    where: str
    about: About
    who: str
    text: str
    name: str = ""
    phone: str = ""


TOLD = (
    Said(
        17,
        "350526000000",
        About.VILLAGE,
        "某村党支部书记林某（演示）",
        "前年村里修机耕路，工程没有开会商议，也没有公示，由他妻弟承包。验收单上写八百米，实际只有五百多米。"
        "工程款分两次付清，村里账上有票。我愿意当面指认。",
        "连某",
        "13800000001",
    ),
    Said(
        9,
        "350526000000",
        About.TOWNSHIP,
        "某镇分管民政的干部（演示）",
        "办低保要先送两条烟。我们组三户都送了，有一户没送，材料被退了两次。",
    ),
    Said(
        2,
        "350526000000",
        About.VILLAGE,
        "某村会计（演示）",
        "公益林补偿款去年少发了一季，问他说上面没拨。邻村都发了。",
    ),
    Said(
        3,
        "350525000000",
        About.COUNTY_UNIT,
        "县某局工程股（演示）",
        "村道养护的工程总是同一家公司中标，报价相差不到一百元。",
    ),
    Said(
        6,
        "350526000000",
        About.COUNTY_DISCIPLINE,
        "某位县纪委干部（演示）",
        "他分管的案子里，当事人是他的老同学，没有回避。",
    ),
)


def load_sealed(cast: Cast, now: datetime) -> dict[str, str]:
    """Keys and reports, once; the passphrase, and the receipt of the first report the first time."""
    if Body.objects.exists():
        return {"passphrase": PASSPHRASE, "receipt": ""}
    begun = now - timedelta(days=DAYS)
    for org, who, address in BODIES:
        by = cast.person(who)
        made = actions.found(
            org=cast.org(org), by=by, passphrase=PASSPHRASE, address=address, at=begun
        )
        actions.confirm(
            body=made.body, by=by, first=made.shares[0], second=made.shares[1], at=begun
        )
    asking = Body.objects.get(org=cast.org("dh-discipline"))
    actions.ask(body=asking, by=cast.person("suyan"), passphrase=PASSPHRASE, at=begun)
    receipts = [_receive(cast, said, now) for said in TOLD]
    _handle(cast, [report for report, _receipt in receipts], now)
    _settle(now)
    return {"passphrase": PASSPHRASE, "receipt": receipts[0][1]}


def _receive(cast: Cast, said: Said, now: datetime) -> tuple[Report, str]:
    where: Place = cast.place(said.where)
    bodies = routes.route(where, said.about)
    header = {
        "who": said.who,
        "text": said.text,
        "name": said.name,
        "phone": said.phone,
        "where": where.spoken,
        "about": str(said.about.label),
    }
    letter = letters.write(header, {body.code: bytes(body.public) for body in bodies})
    made = actions.receive(
        bodies=bodies,
        letter=letter,
        named=bool(said.name),
        once="",
        at=now - timedelta(days=said.ago),
    )
    return made.report, made.receipt


def _handle(cast: Cast, reports: Sequence[Report], now: datetime) -> None:
    """The first to its end, the second as far as a question, the last opened by the city."""
    first, second, *_others, last = reports
    zeng, he = cast.person("zengmin"), cast.person("hecheng")

    def ago(days: float) -> datetime:
        return now - timedelta(days=days)

    actions.open_report(report=first, by=zeng, passphrase=PASSPHRASE, at=ago(16))
    said = "您反映的事已经受理，由我们直接核查。请再说一下机耕路在哪两个自然村之间。"
    actions.reply(report=first, by=zeng, text=said, at=ago(15.9))
    actions.assess(report=first, by=zeng, way=Way.CHECK, text="有票据可查，初核。", at=ago(14))
    actions.start_check(report=first, by=zeng, text="两人一组，调账、量路。", at=ago(13))
    told = (
        "查实：工程未经商议，少做二百六十米。已责令退回多付的工程款，当事人受到党纪处分。感谢您。"
    )
    actions.conclude(report=first, by=zeng, text=told, at=ago(1.2))
    actions.open_report(report=second, by=zeng, passphrase=PASSPHRASE, at=ago(7))
    asked = "已经收到。送东西大约是什么时候？不方便写的不用写。"
    actions.reply(report=second, by=zeng, text=asked, at=ago(6.9))
    actions.open_report(report=last, by=he, passphrase=PASSPHRASE, at=ago(4))


def _settle(now: datetime) -> None:
    """Each day's entry, written on the morning after."""
    today = timezone.localtime(now).replace(hour=0, minute=5)
    for back in range(DAYS - 1, -1, -1):
        morning = today - timedelta(days=back)
        if morning <= now:
            actions.settle(at=morning)
