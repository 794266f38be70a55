"""Is a message a concern at all? Greeting, chat and thanks must not become cases."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from sanan.insight.model import TextModel
from sanan.insight.text import normal, normals

SOURCE = "data/talk.txt"


class Sort(StrEnum):
    """What kind of message it is; the first three are no concern."""

    GREETING = "greeting"
    CHAT = "chat"
    THANKS = "thanks"
    QUESTION = "question"
    COMPLAINT = "complaint"
    REPORT = "report"


CONCERNS = frozenset({Sort.QUESTION, Sort.COMPLAINT, Sort.REPORT})


@dataclass(frozen=True, slots=True)
class SortFound:
    """The sort of a message and how likely it is a concern (0 to 1)."""

    sort: Sort
    probability: float

    @property
    def is_concern(self) -> bool:
        """Return whether somebody should look at it."""
        return self.sort in CONCERNS


_QUESTION = re.compile(
    r"[?]|请问|咨询|想问|询问|问一下|怎么(?:办|样|申请|走|弄|提取)|如何|什么时候|何时|能否|可否|是否|有没有|吗$|多少钱|哪里办|需要(?:什么|哪些)"
)
_COMPLAINT = re.compile(
    r"投诉|举报|控诉|强烈|质疑|乱收费|扰民|违规|违法|非法|欺骗|诈骗|不作为|推诿|拖欠|污染|太差|恶劣|没人管|无人管|不公|黑心|坑害|侵占|霸王|拒不|强制|强迫"
)
_GREETING = re.compile(
    r"^(?:各位|大家|邻居们?|书记|主任|老师|朋友们?|群里的?|亲们?)*(?:你好|您好|大家好|早上好|上午好|中午好|下午好|晚上好|早安|晚安|早|新年好|过年好|在吗|有人吗|欢迎\w{0,6}|再见|拜拜)[呀啊哦吧了]*$"
)
_THANKS = re.compile(r"谢谢|多谢|感谢|辛苦了|表扬|点赞|锦旗")
_PLACE = re.compile(
    r"[\u4e00-\u9fffa-z0-9](?:小区|社区|街道|花园|新城|家园|大道|路段|路口|公路|村|镇|乡|县|区|市|路|街)|某(?:公司|单位|学校|医院)"
)
_ASKING = re.compile(
    r"咨询|反映|反应|投诉|举报|控诉|建议|请求|恳求|恳请|求助|呼吁|要求|希望|请问|关于|质疑|诉求|督促|望(?:解决|重视|回复|政府)|何时|能否|可否|应该|为何|尽快|不合理|问题$"
)
_CHATTY = re.compile(
    r"[~～♡❤☺😂😭]|哈{2,}|呵呵|嘻嘻|嘿嘿|[嗯哦噢额呃]|(?:啊|呀|啦|嘛|呗|咯|哟|喽|哇|呐|吧|呢)(?:[^\w]|$)|木有|亲爱的|宝贝|么么|晚安|我也|你也|咱俩|咱们"
)
_MARKS = re.compile(r"[^\w\u4e00-\u9fff]+")
EVEN = 0.55
LEAN = 1.0
"""Log-odds against a concern before such signs are weighed; most of what people say is talk."""


@cache
def talk_model() -> TextModel:
    """Return the shipped model that tells a concern from talk, made from the project's own text."""
    with as_file(files("sanan.insight").joinpath("data/talk.model")) as path:
        return TextModel.load(path)


def sort_of(text: str) -> SortFound:
    """Return the sort of one message; an empty one is chat."""
    return sorts_of([text])[0]


def sorts_of(texts: Sequence[str]) -> list[SortFound]:
    """Return the sorts of messages, in order."""
    clean = normals(texts)
    model = talk_model()
    column = model.labels.index("concern")
    shares = model.probabilities(clean)[:, column].tolist()
    return [_sort(text, _weighed(text, share)) for text, share in zip(clean, shares, strict=True)]


def _weighed(text: str, share: float) -> float:
    """Add what single characters cannot tell: a place, a word of asking, a chatty particle."""
    odds = math.log((share + 1e-6) / (1 - share + 1e-6)) - LEAN
    odds += 1.5 * bool(_PLACE.search(text)) + 2.0 * bool(_ASKING.search(text))
    odds -= min(len(_CHATTY.findall(text)), 3)
    return 1 / (1 + math.exp(-odds))


def _sort(text: str, concern: float) -> SortFound:
    bare = _MARKS.sub("", text)
    if not bare:
        return SortFound(Sort.CHAT, 0.0)
    if _GREETING.match(bare):
        return SortFound(Sort.GREETING, min(concern, 0.1))
    if concern < EVEN:
        return SortFound(Sort.THANKS if _THANKS.search(text) else Sort.CHAT, concern)
    if _COMPLAINT.search(text):
        return SortFound(Sort.COMPLAINT, concern)
    return SortFound(Sort.QUESTION if _QUESTION.search(text) else Sort.REPORT, concern)


def build_talk(path: Path) -> None:
    """Train the shipped model of talk and concerns and write it to `path`."""
    from sanan.insight.fitting import How
    from sanan.insight.starter import SOURCE as TAXONOMY
    from sanan.insight.starter import sections, source_digest, taxonomy
    from sanan.insight.training import train

    texts: list[str] = []
    labels: list[str] = []
    for sort, (words, lines) in sections(SOURCE).items():
        texts += [*words, *lines]
        labels += ["concern" if sort == "concern" else "talk"] * (len(words) + len(lines))
    for words, lines in taxonomy().values():
        texts += [*words, *lines]
        labels += ["concern"] * (len(words) + len(lines))
    made = train(
        [normal(text) for text in texts],
        labels,
        groups=range(len(texts)),
        how=How((1, 2, 3)),
        about={
            "source": "project",
            "texts": len(texts),
            "made_from": source_digest(SOURCE) + source_digest(TAXONOMY),
        },
    )
    made.model.save(path)
