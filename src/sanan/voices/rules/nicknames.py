"""What neighbours may call themselves: nobody speaks as if for an office."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid

NICKNAME = 12

_OFFICE = re.compile(
    "书记|支书|主任|村长|村委|居委|两委|村干|干部|社区工作|网格员|监委|纪委|纪检|监察|政府|镇长|县长|乡长|"
    "公安|民警|警察|派出所|法院|检察|管理员|群主|官方|客服|系统|村务|巡察|党员楼长|三安"
)
_UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me", "Po", "Pd", "Pc", "Ps", "Pe", "Sk", "Sm", "So"}


def folded(nickname: str) -> str:
    """A nickname as it is compared: without blanks, marks, width or case."""
    plain = unicodedata.normalize("NFKC", nickname).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in _UNSEEN)


def check_nickname(nickname: str, officials: Iterable[str]) -> str:
    """The nickname's folded form. Raises `Invalid` for one that could be taken for a cadre.

    `officials` are the real names of who holds office here. Groups' rule: nobody may speak as if
    for an office (《互联网用户账号信息管理规定》 art. 8).
    """
    plain = folded(nickname)
    if not plain:
        raise Invalid(_("昵称里要有字。"), "empty", field="nickname")
    if len(nickname) > NICKNAME:
        raise Invalid(
            _("昵称最多 %(most)d 个字。") % {"most": NICKNAME}, "too_long", field="nickname"
        )
    names = {folded(name) for name in officials}
    if _OFFICE.search(plain) or any(name and name in plain for name in names):
        raise Invalid(
            _("这个昵称容易让人以为是干部或单位。请换一个，比如“老李家”“石桥头小芳”。"),
            "imitates",
            field="nickname",
        )
    return plain
