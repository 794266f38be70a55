"""Spots by their form: streets, house numbers, rooms, stops, schools, estates and the like.

What ends like the name of a spot (路, 小学, 公交站 …) is read backwards to where its name begins. No
list is needed; a gazetteer adds what it knows (`whereabouts`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sanan.insight.scanning import branches, matched_near
from sanan.insight.words import word_list


class Sort(StrEnum):
    """What a text names."""

    REGION = "region"
    ESTATE = "estate"
    STREET = "street"
    HOUSE = "house"
    ROOM = "room"
    STOP = "stop"
    SCHOOL = "school"
    SPOT = "spot"


@dataclass(frozen=True, slots=True)
class Formed:
    """Characters `start` to `end` name a spot; `number` is its house or room, in figures (12-2)."""

    start: int
    end: int
    sort: Sort
    number: str = ""


def _longest(name: str) -> list[str]:
    """The words of a list as patterns, longer ones first."""
    return list(map(re.escape, sorted(word_list(name), key=lambda word: (-len(word), word))))


_HAN = "\u4e00-\u9fff"
_CN = "〇零一二三四五六七八九十百"
_NUMBER = rf"(?:\d{{1,4}}|[{_CN}]{{1,5}})"
_TENS = "一二三四五六七八九十"
_ENDS: tuple[tuple[Sort, tuple[str, ...]], ...] = (
    (
        Sort.SCHOOL,
        (
            *("幼儿园", "幼稚园", "托儿所", "小学", "中学", "学校", "学院(?!派)", "大学(?!生|城)"),
            *("职校", "技校", "党校", "附中", "附小", "实小"),
            *(f"{head}中(?![午秋心央间年部东国小学等层全])" for head in (f"第[{_TENS}]", *_TENS)),
            *(f"{head}小(?![时区学孩朋心型])" for head in (f"第[{_TENS}]", *_TENS)),
        ),
    ),
    (
        Sort.STOP,
        (
            *("公交(?:车)?(?:站|车站)(?:台|点|牌)?", "公交首末站"),
            *(
                f"{far}{kind}(?:总|南|北|东|西)?站"
                for far in ("长途", "")
                for kind in ("汽车", "客运", "火车", "高铁", "动车", "地铁", "轻轨")
            ),
            *("收费站", "候车亭", "招呼站", "车站"),
            r"站(?=台|牌|下车|上车|等车|候车|乘车|换乘|附近|旁|对面|出口|到|[,.;:!?，。；：！？、）)\s]|$)",
        ),
    ),
    (
        Sort.ESTATE,
        (
            *(
                "小区",
                "花园",
                "花苑",
                "家园",
                "新村(?!民)",
                "公寓(?!楼管)",
                "大厦",
                "佳苑",
                "嘉园",
                "名苑",
            ),
            *(
                "雅苑",
                "山庄",
                "华府",
                "华庭",
                "公馆",
                "豪庭",
                "府邸",
                "名邸",
                "御园",
                "御府",
                "名城",
            ),
            *(
                "国际城",
                "商住楼",
                "安置房",
                "安置区",
                "帝景",
                "名都",
                "雅居",
                "美景",
                "首府",
                "半岛",
            ),
            *(f"{which}苑" for which in "东西南北中一二三四"),
        ),
    ),
    (
        Sort.STREET,
        (
            *(
                "大道",
                "大街",
                "公路",
                "高速(?:公路)?(?!发展|增长|度|铁)",
                "环线",
                "国道",
                "省道",
                "县道",
            ),
            *("乡道", "胡同", "步行街", "商业街"),
            "路(?!灯|面|况|费|程|人|由|线|径|基|障|桥|政|虎|标|上的|子|数|网|过|径)",
            *("街(?!道|坊|面|头|上|边|区|舞)", "巷(?!子|道|战)", r"弄(?=\d)"),
        ),
    ),
    (
        Sort.SPOT,
        (
            *(
                "卫生院",
                "卫生服务中心",
                "卫生室",
                "医院(?!方|长)",
                "农贸市场",
                "菜市场",
                "批发市场",
            ),
            "市场(?!价|化|监|主|管|经|上|营|行|的|需|竞|秩|运)",
            *("超市", "广场(?!舞)", "公园", "水库", "大桥", "立交桥", "天桥"),
            "桥(?!梁|面|头|下|洞|接|上)",
            *(
                "加油站",
                "变电站",
                "水电站",
                "污水处理厂",
                "垃圾站",
                "垃圾中转站",
                "商场",
                "百货",
                "码头",
            ),
            *(
                "隧道",
                "工业园区?",
                "工业区",
                "开发区",
                "产业园",
                "风景区",
                "景区",
                "示范区",
                "高新区",
            ),
            *(
                "茶场",
                "林场",
                "农场",
                "敬老院",
                "养老院",
                "文化宫",
                "体育馆",
                "图书馆",
                "博物馆",
                "祠堂",
            ),
            *("宗祠", "庙(?!会)", "寺(?!庙)"),
        ),
    ),
    (
        Sort.REGION,
        (
            "街道(?:办事处|办)?",
            "社区(?:居委会|居民委员会)?(?!矫|工|医|卫|服|团|网|活)",
            "村(?!民|里|干|口|级|规|集|组|庄|镇|路|道|官|长|支|医|务|上|两|卫|部|小|中)(?:委会|民委员会|委)?",
            "自治区",
            "省(?!级|厅|委|道|钱|去|得|事|时|略|政|的|市|会)",
            "市(?!场|民|政|区|委|级|府|里|面|长|值|中|人|交|住|城|公|价|容|局|内|规|领|教|各|卫|直|属)",
            "县(?!级|城|委|政|道|里|长|医|内|领|直|教|卫|各|乡)",
            "镇(?!政|委|里|长|上|区|级|压|定|静|干|痛|中|卫|领|村|街|府|小)",
            "乡(?!村|下|亲|镇|政|长|里|愁|土|党|级|道|邻|干|卫|中|委)",
            "区(?!别|分|间|域|委|政|级|长|内|里|块|划|属|教|卫|直|人|局|领|各|法)",
        ),
    ),
)
"""How the names of spots end, by sort. Each begins with a character, so that a text is only looked
at where one of them stands."""

_ENDING, _SORTS = branches((end, sort) for sort, ends in _ENDS for end in ends)
_END = re.compile(_ENDING)
_ROAD_NUMBER = re.compile(
    r"(?:[GSXY]\d{1,4}|\d{3})(?:国道|省道|县道|乡道|高速|线)|[GSXY]\d{2,4}(?!\d|市|县|区)"
)
_CODE = re.compile(r"[A-Z]\d{0,2}(?=[省市县区镇])")
_LOOSE = re.compile("[省市县村镇乡区]$")
_MOST = {
    Sort.SCHOOL: 10,
    Sort.ESTATE: 8,
    Sort.STOP: 8,
    Sort.REGION: 4,
    Sort.STREET: 5,
    Sort.SPOT: 8,
}
_STEM = 12
_BROKEN = re.compile(rf"[^{_HAN}A-Za-z0-9·]")

_HOUSE = re.compile(
    rf"(?:门牌号?|门牌)?(?P<lane>{_NUMBER}(?:弄|巷))?(?P<house>{_NUMBER})(?:号|號)(?!楼|线|地块|文|令|公告|院)"
    rf"(?:之(?P<of>{_NUMBER})(?:号)?|附(?P<beside>{_NUMBER})号|-(?P<dash>\d{{1,3}})(?:号)?)?"
    rf"|(?P<plain>\d{{1,4}})-(?P<sub>\d{{1,3}})号"
)
_UNITS = r"(?:栋|幢|号楼|座|#楼|#)"
_ROOM = re.compile(
    rf"(?:第?[一二三四五六七八九十\d]{{1,2}}期)?"
    rf"(?:(?P<block>[A-Za-z]\d{{0,2}}|{_NUMBER}){_UNITS}(?:(?P<stair>{_NUMBER})单元|(?P<floor>{_NUMBER})(?:楼|层))?"
    r"(?P<room>\d{2,4}|[A-Z]\d{2,4})?(?:室|房|号房|号)?(?!年|元|米|人|户|万|平)"
    rf"|(?P<alone>{_NUMBER})单元(?P<flat>\d{{2,4}})?(?:室|房|号)?(?!格))"
)
_UNIT = re.compile("[栋幢座#]|号楼|单元")
_SHORT_ROOM = re.compile(
    r"(?P<block>\d{1,2})[-#](?:(?P<stair>\d{1,2})-)?(?P<room>\d{3,4})(?:室|房)?(?!\d)"
)
_GROUP = re.compile(
    rf"(?P<group>{_NUMBER})(?:组|队|小组|社(?!区))(?!织|长|员|成|合)|(?P<corner>[东西南北上下前后内外]角落)"
)

_BEFORE = (
    *_longest("before_names"),
    "小区(?!域)",
    "公司(?!路|街)",
    "高速(?!路)",
    "公交(?!站|车站)",
)
_CUTTING, _CUTS = branches(
    [*((word, False) for word in _longest("within_names")), *((word, True) for word in _BEFORE)]
)
_CUT = re.compile(_CUTTING)
_INNER = re.compile(
    rf"(?:[{_HAN}]{{2,3}}(?:省|市(?!场|政|民)|县|镇(?!江|海)|乡(?!村))|[{_HAN}]{{2,3}}(?<![小社片校景园新郊老城])区|[A-Z]\d{{0,2}}[省市县区镇]|(?<=[{_HAN}]{{2}})村(?!路|街|委|尾|头)|[路街巷](?=(?!口)[{_HAN}]{{2,}})|\d+(?:号|栋|幢))"
)
_INNER_SIGN = re.compile("[省市县镇乡区村路街巷号栋幢]")
_GENERIC = re.compile(
    r"^(?:中心|实验|附属|第[一二三四五六七八九十]|[一二三四五六七八九十]|人民|中|中医|妇幼保健|职业|职业技术|农贸|高级|完全|初级|公办|民办|市|县|镇|乡|区|村|街道|社区|公立)?$"
)
_NO_STEM = frozenset("小大中老新旧好坏某各每全本该我你他这那上下前后东西南北左右里外附高低长短")
_COMMON = word_list("common_spots") | word_list("unnamed_spots")
_FIGURES = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def formed(text: str, listed: Mapping[int, int] = MappingProxyType({})) -> list[Formed]:
    """Return what a simplified text names by its form, in order, apart.

    `listed` has where listed names end, each with its start: another name begins there, not before,
    unless it has nothing of its own (桃溪镇 + 中心小学).
    """
    found: list[Formed] = []
    last = 0
    for one in sorted(_named(text, listed), key=lambda one: (one.start, one.end)):
        if one.start < last:
            if one.start >= (found[-1].start if found else 0) and one.end > last:
                found.pop()
            else:
                continue
        found.append(one)
        last = one.end
    return sorted([*found, *_rooms(text, found)], key=lambda one: (one.start, -one.end))


def numbered(text: str, at: int, carrier: Sort) -> Formed | None:
    """The house number, room or group right behind a street, village or estate that ends at `at`."""
    begins = at + (len(text[at:]) - len(text[at:].lstrip(" ")) if text[at : at + 1] == " " else 0)
    room = _ROOM.match(text, begins) or (
        _SHORT_ROOM.match(text, begins) if carrier == Sort.ESTATE else None
    )
    if room:
        return Formed(at, room.end(), Sort.ROOM, _room_number(room))
    house = _HOUSE.match(text, begins)
    if house:
        return Formed(at, house.end(), Sort.HOUSE, _house_number(house))
    group = _GROUP.match(text, begins) if carrier == Sort.REGION else None
    if group:
        return Formed(at, group.end(), Sort.HOUSE, figures(group["group"] or group["corner"]))
    return None


def figures(spelt: str) -> str:
    """A spelt number in figures: 十二 is 12, 一百零三 is 103; others as they are."""
    if not spelt or spelt.isascii() or any(c not in _FIGURES and c not in "十百" for c in spelt):
        return spelt
    if not {"十", "百"} & set(spelt):
        return "".join(str(_FIGURES[char]) for char in spelt)
    total, digit = 0, 0
    for char in spelt:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _FIGURES[char]
    return str(total + digit)


def spelt(number: int) -> str:
    """A number below 1,000 as it is spelt: 12 is 十二."""
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    if not hundreds:
        ten = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十"
        return (ten + (digits[ones] if ones else "")) or digits[0]
    ten = f"{digits[tens]}十" if tens else "零" if ones else ""
    return f"{digits[hundreds]}百{ten}{digits[ones] if ones else ''}"


def _named(text: str, listed: Mapping[int, int]) -> Iterator[Formed]:
    for road in _ROAD_NUMBER.finditer(text):
        if not text[road.start() - 1 : road.start()].isascii() or road.start() == 0:
            yield Formed(road.start(), road.end(), Sort.STREET)
    for found in _END.finditer(text):
        sort = _SORTS[(found.lastindex or 1) - 1]
        start = _begin(text, found.start(), found.end(), sort, listed)
        if start is not None:
            yield Formed(start, found.end(), sort)


def _begin(text: str, at: int, end: int, sort: Sort, listed: Mapping[int, int]) -> int | None:
    """Where the name begins whose ending stands at `at`, or None where it has none of its own."""
    low = _stem(text, at)
    name = next((here for here in range(at, low - 1, -1) if here in listed), None)
    if name is not None:
        if sort in {Sort.SCHOOL, Sort.SPOT} and _GENERIC.match(text[name:at]):
            return listed[name]
        low = name
    low = _after_codes(text, _after_cuts(text, low, at), at)
    begin = _after_inner(text, low, at)
    stem = text[begin:at]
    if _GENERIC.match(stem) and sort in {Sort.SCHOOL, Sort.SPOT} and low < begin:
        begin, stem = max(low, begin - 6), text[max(low, begin - 6) : at]
    if sort == Sort.REGION and text[at] == "省":
        begin, stem = max(begin, at - 2), text[max(begin, at - 2) : at]
    if len(stem) > _MOST[sort]:
        return None
    whole = text[begin:end]
    if sort == Sort.REGION and text[at - 1 : end] in _COMMON and _LOOSE.search(whole):
        return None
    if whole in _COMMON or not _is_name(stem, whole, sort):
        return None
    return begin


def _stem(text: str, at: int) -> int:
    """Where the characters that a name may hold begin, of the twelve before `at`; `at` if none."""
    window = text[max(0, at - _STEM) : at]
    window = window.removesuffix("\n")
    run = _BROKEN.split(window)[-1]
    return max(0, at - _STEM) + len(window) - len(run) if run else at


def _after_cuts(text: str, low: int, at: int) -> int:
    for found in _CUT.finditer(text, low, at):
        if _CUTS[(found.lastindex or 1) - 1]:
            low = found.end()
    return low


def _after_codes(text: str, low: int, at: int) -> int:
    window = text[low : at + 1]
    if window != window.lower():
        for code in _CODE.finditer(text, low, min(at + 1, len(text))):
            low = max(low, code.start())
    return low


def _after_inner(text: str, low: int, at: int) -> int:
    """Behind another place that the words hold, if anything is left behind it."""
    if not _INNER_SIGN.search(text, low, at):
        return low
    ends = (found.end() for found in _INNER.finditer(text, low, at))
    return max([low, *(end for end in ends if end < at)])


def _is_name(stem: str, whole: str, sort: Sort) -> bool:
    if not stem or (_GENERIC.match(stem) and sort != Sort.SCHOOL):
        return False
    if sort == Sort.REGION and re.fullmatch(r"[A-Z]\d{0,2}", stem):
        return True
    if len(stem) == 1:
        return sort == Sort.SCHOOL and stem not in _NO_STEM and whole[-1] not in "中小"
    if _GENERIC.match(stem):
        return False
    return not stem.isdigit() and not all(char in _NO_STEM for char in stem)


def _rooms(text: str, found: list[Formed]) -> Iterator[Formed]:
    """Buildings and rooms that follow no name: 3栋201室."""
    rooms = list(matched_near(_ROOM, _UNIT, text, reach=9))
    taken = {at for one in found for at in range(one.start, one.end)} if rooms else set()
    for room in rooms:
        if not taken & set(range(room.start(), room.end())) and (room["block"] or room["flat"]):
            yield Formed(room.start(), room.end(), Sort.ROOM, _room_number(room))


def _house_number(found: re.Match[str]) -> str:
    if found["plain"]:
        return f"{int(found['plain'])}-{int(found['sub'])}"
    parts = [found["lane"], found["house"], found["of"] or found["beside"] or found["dash"]]
    return "-".join(figures(part.rstrip("弄巷")) for part in parts if part)


def _room_number(found: re.Match[str]) -> str:
    said = found.groupdict()
    parts = [said.get(name) for name in ("block", "alone", "stair", "floor", "room", "flat")]
    return "-".join(figures(part) for part in parts if part)
