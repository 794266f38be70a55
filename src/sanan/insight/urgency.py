"""What cannot wait: danger to life, supplies cut, children, a crowd gathering."""

import re
from dataclasses import dataclass
from enum import StrEnum

from sanan.insight.scanning import branches
from sanan.insight.text import normal


class Level(StrEnum):
    """How fast a case must be answered (Beijing's graded limits: 2 hours, 24 hours, days)."""

    LIFE = "life"
    SUPPLY = "supply"
    ORDINARY = "ordinary"


class Sign(StrEnum):
    """What in the text made it urgent."""

    DANGER = "danger"
    SUPPLY = "supply"
    CHILDREN = "children"
    CROWD = "crowd"


@dataclass(frozen=True, slots=True)
class Urgency:
    """Level, a score for sorting (0 to 1) and the words of the text behind each sign."""

    level: Level
    score: float
    signs: dict[Sign, tuple[str, ...]]


_FALLS = "(?:正在|已经|快要|马上|随时|可能|有可能)*(?:会|要)?(?:倒塌|坍塌|塌方|塌陷|垮塌|塌了|倒了)"
_OUT = ("停水", "停电", "停气", "停暖", "断水", "断电", "断气", "断网")
_HOW_LONG = r"(?:了|好?几?\w?天|\w?小时)?"
_YOUNG = (
    "孩子",
    "小孩",
    "儿童",
    "婴儿",
    "宝宝",
    "幼儿",
    "学生",
    "女童",
    "男童",
    "未成年人?",
    "小朋友",
)
_HARMED = (
    "[^。!?;]{0,12}(?:受伤|被打|挨打|殴打|虐待|性侵|猥亵|中毒|流鼻血|送医|住院|失踪|走失|溺水"
    "|掉[进入到]|晕倒|自杀|轻生|欺凌|霸凌|生命|没人管|无人照[看顾])"
)
_MANY = (
    "几十",
    "上百",
    "几百",
    "数百",
    "上千",
    "一百多",
    "两百多",
    *(rf"{n}\d+" for n in range(10)),
)
_GATHER = (
    "(?:多|余)?(?:个|名|位)?(?:人|村民|业主|家长|工人|群众|居民|农民工)"
    "[^。!?;]{0,10}(?:聚集|围堵|堵[在路门]|围在|拉横幅|静坐|上访|维权|冲突|示威|罢工|罢课)"
)
_FORMS: dict[Sign, tuple[str, ...]] = {
    Sign.DANGER: (
        *("救命", "有生命危险", "生命垂危", "快不行了"),
        *(f"{wish}(?:自杀|轻生|跳楼|跳河)" for wish in "想要"),
        *("正在(?:自杀|跳楼|打人|行凶)", "着火", "起火", "失火", "火灾"),
        *("燃气泄[漏露]", "煤气泄[漏露]", "天然气泄[漏露]"),
        "闻到(?:很浓的?)?(?:煤气|燃气|天然气)味?",
        *("煤气中毒", "一氧化碳中毒", "爆炸", "触电", "漏电"),
        *("电线(?:掉|垂|断)(?:落|下|在)?", r"高压线(?:断|掉|垂)\w?"),
        *("溺水", "落水", r"掉(?:进|到|入)(?:河|井|水|坑|下水道)\w?", "坠(?:楼|井|落)"),
        *(
            f"{what}{_FALLS}"
            for what in (
                *("房屋", "房子", "楼房", "围墙", "墙体", "桥", "大桥"),
                *("山体", "路面", "屋顶", "脚手架"),
            )
        ),
        *("山体滑坡", "泥石流", "山洪", "决堤", "溃坝", r"洪水(?:进|围|淹)\w?", "被困"),
        *(r"困在(?:电梯|车|屋|家|水)\w?", "电梯(?:里)?(?:困人|困住|坠落)"),
        *(
            "昏迷",
            "昏倒",
            "晕倒",
            "休克",
            "大出血",
            "食物中毒",
            "集体中毒",
            "中毒(?:住院|送医|死亡)?",
        ),
        *("持刀", "砍人", "行凶", "被打(?:伤|住院|昏)"),
        *("家暴", "绑架", "拐卖", "走失", "失踪", "失联"),
    ),
    Sign.SUPPLY: (
        *(
            f"{since}(?:{'|'.join(_OUT)}){_HOW_LONG}"
            for since in (
                *("突然", "一直", "已经", "全", "又"),
                *("连续", "今天", "昨天", "现在"),
            )
        ),
        *(f"{out}{_HOW_LONG}" for out in _OUT),
        *("没有?(?:自来)?水(?:喝|用|吃)", "没有?电用", "没水没电"),
        *(f"{pipe}(?:爆裂|破裂|爆了|爆管)" for pipe in ("水管", "管道", "暖气管", "自来水管")),
        *(f"{take}不(?:上|到)水" for take in "喝吃"),
        *("家里没(?:水|电|气)(?:了)?", "一滴水(?:也|都)?没有?"),
    ),
    Sign.CHILDREN: (
        *(f"{who}{_HARMED}" for who in _YOUNG),
        *(
            f"{harm}[^。!?;]{{0,6}}(?:孩子|小孩|儿童|婴儿|幼儿|学生|女童|男童|未成年)"
            for harm in ("虐待", "性侵", "猥亵", "体罚", "殴打")
        ),
        *("校园(?:欺凌|霸凌)", "弃婴"),
    ),
    Sign.CROWD: (
        *(f"{many}{_GATHER}" for many in _MANY),
        *(
            "聚集(?:在|了|到|上)",
            "正在聚集",
            "群体性?事件",
            "拉横幅",
            "堵路",
            "堵门",
            "堵厂门",
            "围堵",
        ),
        *("集体(?:上访|罢工|停运|罢课|维权|讨薪)", "去(?:市|省|北京)上访", "越级上访", "械斗"),
    ),
}
_PATTERNS = {
    sign: re.compile(branches((form, sign) for form in forms)[0]) for sign, forms in _FORMS.items()
}
_DENIED = re.compile(
    r"(?:没有?|未|无|并非|不是|避免|防止|预防|杜绝|以防|谨防|防范|严禁|禁止|如果|假如|万一|一旦|假设)[^。!?;,，]{0,6}$"
)
_HEARSAY = re.compile(
    r"(?:演练|培训|宣传|知识|应急预案|保险|讲座|电影|电视剧|小说|新闻报道|历史上)"
)
_WEIGHT = {Sign.DANGER: 0.8, Sign.SUPPLY: 0.5, Sign.CHILDREN: 0.45, Sign.CROWD: 0.45}
_PLANNED = re.compile(r"(?:什么时候|何时|请问|咨询|想问|费用|收费标准|如何|怎么)[^。!?;]{0,12}$")


def urgency(text: str) -> Urgency:
    """Return how urgent a message sounds and which words say so.

    Words that are denied or only feared ("没有人员受伤", "以防火灾") do not count. The level LIFE
    is set by danger, SUPPLY by water, power or gas out; children and crowds raise the score.
    """
    return urgency_of(normal(text))


def urgency_of(clean: str) -> Urgency:
    """The same of a text that is `normal` already."""
    signs: dict[Sign, tuple[str, ...]] = {}
    for sign, pattern in _PATTERNS.items():
        words = tuple(dict.fromkeys(m.group() for m in pattern.finditer(clean) if _meant(clean, m)))
        if words:
            signs[sign] = words
    calm = 1.0
    for sign, words in signs.items():
        calm *= (1 - _WEIGHT[sign]) ** min(len(words), 2)
    level = (
        Level.LIFE
        if Sign.DANGER in signs
        else Level.SUPPLY
        if Sign.SUPPLY in signs
        else Level.ORDINARY
    )
    return Urgency(level, round(1 - calm, 4), signs)


def _meant(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 14) : match.start()]
    after = text[match.end() : match.end() + 6]
    return not (
        _DENIED.search(before) or _PLANNED.search(before) or _HEARSAY.match(after.lstrip("的"))
    )
