"""Before a reply leaves: does it answer the message, and say what was done, by whom, when?"""

import re
from dataclasses import dataclass
from enum import StrEnum

from sanan.insight.terms import Rarity, likeness, term_keys, terms
from sanan.insight.text import normal


class Fault(StrEnum):
    """What a reply lacks."""

    EMPTY = "empty"
    OFF_POINT = "off_point"
    ONLY_FORWARDED = "only_forwarded"
    NO_ACTION = "no_action"
    NO_UNIT = "no_unit"
    NO_TIME = "no_time"
    TOO_SHORT = "too_short"


FAULT_TEXT = {
    Fault.EMPTY: ("没有答复内容。", "There is no reply."),
    Fault.OFF_POINT: ("答复没有提到来信所说的事。", "The reply does not mention what was said."),
    Fault.ONLY_FORWARDED: (
        "只说已转办，没有说结果；请写明查了什么、怎么处理。",
        "It only says the matter was forwarded; say what was found and done.",
    ),
    Fault.NO_ACTION: ("没有说做了什么或将做什么。", "It does not say what was or will be done."),
    Fault.NO_UNIT: ("没有说由哪个单位办理。", "It does not say which unit handles it."),
    Fault.NO_TIME: ("没有说何时办结或答复日期。", "It gives no date and no time limit."),
    Fault.TOO_SHORT: ("答复太短。", "The reply is very short."),
}
"""The sentence for each fault, Chinese and English."""

_ACTION = re.compile(
    r"据(?:查|了解|悉)|已(?:规划|收集并|列为)|正在|详情请|建议您|请您?(?:到|携带|拨打|联系|向)|经(?:调查|核实|核查|查|了解|现场|研究|协调|沟通|我[局委区县市街])|现场(?:查看|核实|勘查|勘察|调查|督促)|调查(?:核实|处理|了解|情况)|已(?:经)?(?:完成|整改|修复|维修|处理|拆除|清理|清运|发放|安排|责令|要求|督促|下达|立案|处罚|停工|关停|约谈|联系|启动|列入|纳入|落实|办理|组织|协调|对|于|在|建|开|制定|批|采取|加强|解决|退还)"
    r"|责令|督促|整改|查处|处罚|约谈|拆除|修复|维修|清理|将(?:于|在|会|加强|尽快|继续|进一步|按|根据|对|按照|予以|组织|安排)|计划(?:于|在)?|预计|拟(?:于|在)?|根据《|依据《|按照《|规定|符合|不符合|属于|不属于|可以|可到|可凭|可持|需要|应当|流程|条件|标准(?:为|是)|联系电话|咨询电话|电话[:：]"
)
_FORWARD = re.compile(
    r"(?:已|已经|现已|将)(?:将|把)?[^。!?;]{0,30}(?:转(?:交|办|给|至|达|送|相关|有关|到|往)|交(?:由|办|给)|反馈给|反映给|上报)[^。!?;]{0,30}"
)
_OUTCOME = re.compile(
    r"据(?:查|了解|悉)|已(?:规划|收集并|列为)|正在|详情请|建议您|请您?(?:到|携带|拨打|联系|向)|经(?:调查|核实|核查|查|了解|现场|研究)|现场|责令|整改|处罚|查处|修复|拆除|清理|完成|规定|《|答复如下|回复如下|情况如下|原因|系|因为|由于|电话"
)
_UNIT = re.compile(
    r"[\u4e00-\u9fffa-z0-9]{1,12}(?:局|委|办|中心|街道|镇|乡|政府|社区|村委会|居委会|大队|支队|公司|医院|学校|学院|集团|所|站|处|院|部门|单位|我[局委办区县市街镇])"
)
_TIME = re.compile(
    r"\d{1,4}\s*年|\d{1,2}\s*月(?:\d{1,2}\s*日|底|份|初|中旬|上旬|下旬)|\d+\s*个?(?:工作日|日|天|月|小时)(?:内|前|后)?|本周|下周|本月|下月|月底|年底|年内|近期|今日|昨日|当日|当天|目前|现在|上午|下午|已于|[一二三四]季度|日前"
)
_SHORT = 30
_ALIKE = 0.03


@dataclass(frozen=True, slots=True)
class ReplyCheck:
    """What a reply has and lacks; `alike` (0 to 1) is how much it takes up of the message."""

    alike: float
    faults: tuple[Fault, ...]
    words: tuple[str, ...]

    @property
    def fine(self) -> bool:
        """Return whether nothing is lacking."""
        return not self.faults


def check_reply(message: str, reply: str, *, rarity: Rarity | None = None) -> ReplyCheck:
    """Compare a reply with the message it answers; the faults are hints, a person decides.

    `rarity` (of the county's messages) makes common words count less in `alike`.
    """
    said, answer = normal(message), normal(reply)
    asked, given = term_keys(terms(said)), term_keys(terms(answer))
    rarity = rarity or Rarity()
    alike = likeness(
        {key: rarity.weight(key) for key in asked}, {key: rarity.weight(key) for key in given}
    )
    common = [asked[key] for key in asked if key in given]
    if not answer:
        return ReplyCheck(0.0, (Fault.EMPTY,), ())
    return ReplyCheck(round(alike, 4), tuple(_faults(asked, answer, alike)), tuple(common[:8]))


def _faults(asked: dict[int, str], answer: str, alike: float) -> list[Fault]:
    faults: list[Fault] = []
    if len(answer) < _SHORT:
        faults.append(Fault.TOO_SHORT)
    if asked and alike < _ALIKE:
        faults.append(Fault.OFF_POINT)
    forwarded = _FORWARD.search(answer)
    rest = answer.replace(forwarded.group(), "") if forwarded else answer
    if forwarded and not _OUTCOME.search(rest):
        faults.append(Fault.ONLY_FORWARDED)
    elif not _ACTION.search(answer):
        faults.append(Fault.NO_ACTION)
    if not _UNIT.search(answer):
        faults.append(Fault.NO_UNIT)
    if not _TIME.search(answer):
        faults.append(Fault.NO_TIME)
    return faults
