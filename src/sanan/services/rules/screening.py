"""What cannot be a service order, read off its words. A person decides everything but the first.

志愿服务条例 arts. 2, 21, 24, 37: voluntary, unpaid, lawful, safe, not for profit.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.services.enums import RejectReason

UNLAWFUL = re.compile(
    r"假发票|虚开发票|代开发票|假证|办假|讨债|追债|催收|跟踪.{0,6}(人|老婆|老公)|赌博|赌局|毒品|冰毒"
    r"|走私|偷拍|窃听|替考|代考|刷单|套现|高利贷|打人|教训.{0,4}一顿|枪支|管制刀具|卖淫|嫖"
)
UNSAFE = re.compile(
    r"高空|外墙|屋顶|楼顶|爬上|吊车|煤气管|燃气管|改燃气|电梯(维修|故障|坏)|配电(箱|房)|总闸|承重墙"
    r"|拆墙|化粪池|下井|有限空间|农药|马蜂|蛇"
)
COMMERCIAL = re.compile(
    r"付(钱|费|工钱)|给钱|报酬|工资|日结|佣金|推销|促销|带货|代销|招工|招聘|打折|广告|拉客户|保险业务"
)
EMERGENCY = re.compile(r"着火|起火|煤气泄漏|漏气|昏倒|晕倒|心梗|中风|大出血|有人打架|溺水|触电")


@dataclass(frozen=True, slots=True)
class Hint:
    """What the words suggest; a named person decides."""

    reason: RejectReason
    word: str
    advice: str | Promise


ADVICE = {
    RejectReason.UNLAWFUL: _(
        "这件事不合法，志愿服务帮不了。要反映违法的事，请“说一件事”或者打 110。"
    ),
    RejectReason.UNSAFE: _("这件事有危险，请找有资质的专业人员。社区可以帮您联系。"),
    RejectReason.COMMERCIAL: _("志愿服务不收钱，也不帮做生意。请找市场上的服务。"),
    RejectReason.EMERGENCY: _("这是急事，请马上打 110、119 或 120。"),
    RejectReason.A_CASE: _("这件事要由公家办，请到首页“说一件事”，会有单位答复您。"),
    RejectReason.TWICE: _("同一件事已经下过单，请看那一单的进展。"),
}
"""What the person who ordered reads, by reason."""

READINGS = (
    (RejectReason.EMERGENCY, EMERGENCY),
    (RejectReason.UNLAWFUL, UNLAWFUL),
    (RejectReason.UNSAFE, UNSAFE),
    (RejectReason.COMMERCIAL, COMMERCIAL),
)


def hints(text: str) -> list[Hint]:
    """What in these words speaks against taking it on; nothing found is no promise."""
    found = []
    for reason, words in READINGS:
        match = words.search(text)
        if match:
            found.append(Hint(reason, match.group(), ADVICE[reason]))
    return found


def plainly_unlawful(text: str) -> Hint | None:
    """What is refused at the door, so that nobody is even asked to do it."""
    return next((h for h in hints(text) if h.reason == RejectReason.UNLAWFUL), None)
