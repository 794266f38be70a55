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

_SENTENCE = re.compile(r"[^。!?;；\n]+")
_CLAUSE = re.compile(r"[^,，:：、]+")
_COURTESY = re.compile(
    r"^(?:[\"“”'《》\s]|网友|网民|朋友|同志|先生|女士|居民|市民|尊敬的?|亲爱的|uu\d+|您好|你好|大家好"
    r"|(?:您|你|你们)?(?:的|在.{0,16}上)?(?:网上)?(?:来信|来电|来函|留言|帖文|帖子|贴文|诉求|问题|建议|意见|反映|情况|信件|工单)"
    r"|(?:所)?(?:反映|提|提出|咨询|关注|投诉|发表|发布)的?|关于|有关|相关|已经?|均?已?(?:收悉|收到|知悉|获悉|阅悉|了解|受理|登记|记录)|现(?:将|就)?|具体|情况|回复|答复|如下|处理"
    r"|(?:非常|衷心|再次|十分)?感谢.*|谢谢.*|祝.*|欢迎.*|敬请.*|请(?:您|你)?(?:耐心等待|留意|关注|谅解|理解|知悉|放心).*|特此.*|此复|此致|敬礼"
    r"|(?:我们|我办|我局|我县|我区|我市|领导|有关部门|相关部门|相关单位|县委|区委|市委|政府)?(?:会|将|对此)?(?:高度|十分|非常|很)重视.*|(?:将|会)?(?:持续|密切|继续)?(?:关注|跟踪|督促).*|(?:将)?(?:尽快|及时|第一时间)(?:给您|给你|向您)?(?:回复|答复|反馈|办理|处理|解决)?.*"
    r"|\d{2,4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|\d{1,2}[.月]\d{1,2}日?|[一二三四五六七八九十、.]+|.{2,14}(?:办公室|宣传部|信访局|政务中心|热线办)|的|了|,|，|!|:|：)*$"
)
_FORWARD = re.compile(
    r"(?:转(?:交|办|给|至|达|送|呈|往|到|相关|有关|[\u4e00-\u9fffa-z0-9]{1,14}(?:局|委|办|中心|街道|镇|乡|政府|社区|村|大队|公司|院|所|站|处|厅|区|县|市|部门|单位|科室|调查|核实|处理|办理))"
    r"|交(?!管|警|通)(?:由|办|给|予|[\u4e00-\u9fffa-z0-9]{2,14}(?:办理|处理|调查|核实|核查|调处))|反馈给|反映给|反映至|上报(?:给|至|上级|有关|相关)|移交|流转|批转|派发|派单|呈报)"
)
_DUE = re.compile(
    r"(?:要求|责成|请|督促|由)?(?:其|该|他们|对方|相关|有关|责任|属地|承办)?(?:单位|部门|人员|科室|[\u4e00-\u9fff]{2,10}(?:局|镇|街道|中心|公司))?(?:尽快|及时|严格|认真|依法|按|抓紧|进一步|妥善)?"
    r"(?:调查|核实|核查|核处|处理|办理|研究|查处|办复|处置|落实|跟进|解决|回复|答复|反馈|联系).{0,14}$"
)
_DONE = re.compile(
    r"经(?:查|核|调查|了解|现场|研究|协商|调解|复核|鉴定|论证|街道|镇)|据(?:查|了解)|查明|系因?|原因|现场(?:查看|核实|勘|检查)|已(?:于|在|对|完成|修|整改|更换|清|拆|责令|安装|补|发|付|立案|约定|列入|退|建|开|停|纠正|协调)"
    r"|责令|整改|处罚|修复|更换|安装|清运|拆除|规定|标准|条件|符合|可以|不能|需|携带|电话|\d+(?:元|%|米|吨|户|人|台|天|小时|平方)"
)
_PROMISE = re.compile(
    r"(?:将|拟|计划|准备|正在|下一步|争取|抓紧|尽快|近日|马上)(?!来|军|士)[^。;!?]{0,24}(?:处理|解决|整改|维修|修|清|建|安装|研究|办理|查处|改造|完善|落实|启动|开工|施工|治理)"
)
_UNIT = re.compile(
    r"我们|我单位|本单位|[\u4e00-\u9fffa-z0-9]{1,12}(?:局|委|办|中心|街道|镇|乡|政府|社区|村|委会|队|公司|医院|学校|学院|集团|所|站|处|院|厅|部门|单位|窗口|物业|企业|银行|工会|司法|民警|交警|法院|水司|[我本][局委办区县市街镇队校])"
)
_TIME = re.compile(
    r"\d{1,4}\s*年|\d{1,2}\s*(?:月|日|号|时|点)|\d+\s*个?(?:工作日|日|天|月|小时|周|季度)|[本下上每这当今明昨前][日天晚早周月年]|[一二三四五六七八九十两半]+(?:个)?(?:天|日|周|月|年|小时)|月底|年底|年内|近期|目前|现在|上午|下午|日前|[一二三四]季度|第.季度"
)
_SHORT = 14
_ALIKE = 0.015
_SUBSTANCE, _MUCH = 6, 40
_SAID_MUCH = 20


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
    """What is lacking; an answer with substance is doubted only where it promises and gives no day."""
    forwarded, left = _parted(answer)
    substance = "".join(left)
    passed_on = forwarded and len(substance) < _MUCH and not _DONE.search(substance)
    if len(substance) < _SUBSTANCE or passed_on:
        nothing = Fault.ONLY_FORWARDED if forwarded else Fault.NO_ACTION
        return [*([Fault.TOO_SHORT] if len(answer) < _SHORT else []), nothing, *_unsaid(answer)]
    faults: list[Fault] = []
    if len(asked) >= _SAID_MUCH and alike < _ALIKE:
        faults.append(Fault.OFF_POINT)
    if _PROMISE.search(substance) and not _DONE.search(substance):
        faults += _unsaid(answer)
    return faults


def _parted(answer: str) -> tuple[bool, list[str]]:
    """Whether it says that the matter was passed on, and what it says besides that and courtesy."""
    forwarded, left = False, []
    for sentence in _SENTENCE.findall(answer):
        for clause in _CLAUSE.findall(sentence):
            said = clause.strip()
            if _FORWARD.search(said) and not _DONE.search(said):
                forwarded = True
            elif not _COURTESY.match(said) and not (forwarded and _DUE.match(said)):
                left.append(said)
    return forwarded, left


def _unsaid(answer: str) -> list[Fault]:
    lacks = [] if _UNIT.search(answer) else [Fault.NO_UNIT]
    return lacks if _TIME.search(answer) else [*lacks, Fault.NO_TIME]
