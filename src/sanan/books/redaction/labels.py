"""Words on a voucher that say what stands beside or beneath them."""

import re
from collections.abc import Mapping, Sequence

FIELDS: Mapping[str, tuple[str, ...]] = {
    "signature": (
        "领款人签名",
        "领款人签字",
        "领款人签章",
        "收款人签名",
        "收款人签字",
        "签名",
        "签字",
        "签章",
        "审批人",
        "审核人",
        "审批",
        "审核",
        "经手人",
        "经办人",
        "证明人",
        "验收人",
        "制表人",
        "制表",
        "复核",
        "会计",
        "出纳",
        "村监会审核",
        "监委会审核",
        "领款人（签字）",
        "本人签名",
    ),
    "name": (
        "领款人",
        "收款人户名",
        "收款人",
        "户名",
        "姓名",
        "联系人",
        "开票人",
        "受益人",
        "持卡人",
        "领取人",
        "户主",
        "负责人",
        "村民",
    ),
    "id_number": ("身份证号码", "身份证号", "身份证", "证件号码", "公民身份号码"),
    "phone": ("联系电话", "联系方式", "手机号码", "手机号", "电话号码", "电话", "手机"),
    "bank_card": (
        "收款账号",
        "银行账号",
        "银行卡号",
        "银行帐号",
        "卡号",
        "账号",
        "帐号",
        "银行卡",
    ),
}
KIND: Mapping[str, str] = {word: kind for kind, words in FIELDS.items() for word in words}
_WORDS = sorted(KIND, key=len, reverse=True)
LABEL = re.compile(rf"(?P<word>{'|'.join(map(re.escape, _WORDS))})(?:\([^)]{{0,8}}\))?\s*:")
OTHER_LABEL = re.compile(
    r"(?:日期|时间|金额|事由|项目|用途|开户行|收款行|付款行|备注|附言|合计|大写|小写|单位|规格|数量|单价)\s*[:(]"
)


def field_of(text: str) -> str:
    """The kind of a line that is nothing but a label, such as a column's head; else empty."""
    if ":" in text:
        return ""
    bare = re.sub(r"\s+", "", text)
    bare = re.sub(r"\([^)]*\)$", "", bare)
    return KIND.get(bare, "")


_HEADS = re.compile(
    "|".join(
        map(
            re.escape,
            [
                *_WORDS,
                "序号",
                "性别",
                "组别",
                "工日",
                "天数",
                "金额",
                "备注",
                "单价",
                "日期",
                "事由",
                "住址",
            ],
        )
    )
)


def heads(text: str) -> Sequence[tuple[int, int]]:
    """The heads of which a line consists that the reader took for one; else empty."""
    found = [m.span() for m in _HEADS.finditer(text)]
    return (
        found
        if len(found) > 1 and sum(b - a for a, b in found) == len(text.replace(" ", ""))
        else []
    )


def labels(text: str) -> Sequence[tuple[int, int, str]]:
    """Where labels with a colon stand in a line, and their kinds."""
    return [(m.start(), m.end(), KIND[m["word"]]) for m in LABEL.finditer(text)]


def any_label(text: str) -> bool:
    """Whether a line begins a field of its own."""
    return bool(LABEL.search(text) or OTHER_LABEL.search(text) or field_of(text))
