"""Words that stand beside names in running text."""

import re
from collections.abc import Iterable

from sanan.insight.private.lexicon import characters, words
from sanan.insight.scanning import branches


def any_of(all_words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, that looks at each first character once."""
    firsts: dict[str, list[str]] = {}
    for word in sorted(set(all_words), key=len, reverse=True):
        firsts.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in firsts.items())


_FIELD = any_of(words("field"))
_TITLE = any_of(words("title"))
_OFFICE = any_of(words("office"))
_NEXT = any_of(words("end"))
_MARKS = r"[\s,.;:()、。！!？?/|\x01\x02*\"”“’‘…~\-+=]"

FIELD = re.compile(
    rf"(?:{_FIELD})(?P<colon>[ \x02]?(?:是|为|叫|:|\(|·|-)[ \x02(]{{0,3}})?[ \x02]{{0,2}}"
)
_BEFORE, WEAK = branches(
    (re.escape(word), weak)
    for weak, name in ((True, "weak"), (False, "role"))
    for word in sorted(set(words(name)), key=len, reverse=True)
)
ROLE = re.compile(rf"(?:{_BEFORE})(?:是|为|叫|:)?[ \x02(]{{0,2}}")
"""Words before a name. A field names one for sure where a colon or 是 follows; by the group with which a
role ends, `WEAK` says whether other things follow it as well."""
SIGNED = re.compile(r"(?:此致|敬礼|谢谢|感谢|-{2})[ \x02!。:]{0,4}\n?[ \x02\n]{0,4}")
"""What stands before the name under a letter."""
TITLE = re.compile(rf"{_TITLE}|等[0-9一二两三四五六七八九十几多]{{1,3}}[人户名位]|户[,。(]")
"""Words behind a name of somebody who is not in office."""
IS_OFFICE = re.compile(rf"(?:{_OFFICE})")
AFTER_OFFICE = re.compile(rf"[ \x02(,]?(?:副|原|前|总|党委|党组|常务)?(?:{_OFFICE})")
BEFORE_OFFICE = re.compile(rf"(?:{_OFFICE})(?:同志)?(?:是|为|:|、|,)?[ \x02(]{{0,2}}$")
"""Who holds a public office is named with it: such a name stays, a private person's does not."""
LABEL = re.compile(
    r"(?:的?(?:联系|本人|私人|家庭)?"
    r"(?:电话|手机|号码|联系方式|身份证|证件|微信|卡号|账号|银行卡|车牌|QQ|qq)(?:号码?)?(?:是|为)?"
    r"|同志|先生|女士|小姐|师傅|阿姨|老师|的?号码?|,?(?:男|女|汉族|[0-9]{1,3}岁)){1,4}[ :,(\x02]{0,3}$"
    r"|[ :,;、()\-\x02/|]{1,4}$"
)
"""What may stand between a name and the number of its bearer."""
PERSON = re.compile(
    r"[ (,:;\x02]{0,2}(?:男|女)(?=[,)(:;、。 \d]|$)|[ ,(]{0,2}(?:现?年)?[1-9][0-9]岁"
)
"""What follows a name of a person in particulars: sex, age."""
PERSON_SIGN = re.compile("[男女岁]")
PERSON_REACH = 6
"""What all of these hold, and within how many characters."""
JOIN = re.compile(r"[ \x02]?(?:[、,/;&]|和|与|及|以及|跟|同|伙同|还有)[ \x02]?|[ \x02]{1,2}")
"""What joins the names of a list."""
ENDS = re.compile(rf"$|{_MARKS}|(?:{_NEXT})")
SURE_ENDS = re.compile(rf"$|{_MARKS}|(?:联系)?电话|手机|身份证|性别")
"""What may stand right behind a name, and what surely ends one."""
FOLLOWERS = frozenset(words("follower"))
"""Words that begin right behind a name: their first character is not its last."""

ACROSS = frozenset(words("across"))
"""Words that may begin with what looks like the last character of a name: 不顾国家 names nobody."""
NOT_GIVEN = frozenset(characters("never"))
"""Characters that no given name holds, or hardly any."""
PLACE_ENDS = frozenset("湖河江村镇桥岭坡苑城园洲湾湘沙庭府郡寨")
"""Characters with which places rather than names end."""
ESTATE_ENDS = frozenset("城苑园庭府郡")
"""Characters with which estates end, and hardly a name."""
ONLY_SURE = frozenset(characters("sure only"))
"""Characters that a given name may well hold, but only where a cue says that it is a name."""
SCHOOL = re.compile(r"(?:实验|外国语|双语|国际)(?:中学|小学|学校|幼儿园)")
"""Behind a word that is a school's name: teachers are then called by it, and it is nobody's."""
STOP = re.compile(any_of(words("stop")))
"""Words that begin with a family name and are none."""
WORDS = frozenset(words("everyday"))
"""Everyday words: two characters behind a family name that say something else, or a short name that is a word."""
NOT_BEFORE = {
    "于": "由对关属在位等至鉴处基终便利忙善住始源归敢限缘出来生死急勇低高大小多少优不免用基",
    "何": "有是为任如因几无若奈缘与以从",
    "方": "对双我官校甲乙各地女男他西东平每立警厂院卖买一两三多资军己后前远南北",
    "万": "一二三四五六七八九十百千几两数多上0123456789余近约达",
    "余": "0123456789十百千万元个多剩其业之盈富残结",
    "时": "及当那这同届平随临小工何暂按",
    "高": "提升最很较更偏过太增",
    "石": "岩化矿采大花",
    "金": "资基现佣租奖押定税保公罚赔本年薪养",
    "江": "长湘",
    "蓝": "天蔚湛深",
    "路": "道公马铁一条修网线大小0123456789",
    "向": "方一动走倾面朝冲奔扑飞",
    "经": "已曾",
    "单": "不简订账清名菜名保",
    "房": "住租买建厂平商居危旧新老楼",
    "宁": "安南",
    "顾": "不照兼眷",
    "水": "污雨自用喝供排积漏下",
    "安": "公治",
    "康": "健",
    "明": "说证",
    "华": "中",
    "常": "经正日非平异通",
    "马": "号人",
    "费": "水电缴收交免学房杂经消浪",
    "任": "责信主担上现原前离历",
    "文": "公中语发",
    "连": "接相牵",
    "阳": "太",
    "汤": "",
    "段": "路阶地时一这手",
    "关": "有相机海",
    "谢": "感多",
    "许": "也允不或",
    "包": "",
}
"""Before these characters, a family name is the end of another word."""
PLACE_AFTER = re.compile(
    r"律师事务|律所|事务所|家小区|家园|[厦郡省市县区镇乡村街路巷桥站港湾湖河江岭坡洞坪冲塘村组苑园城府庭轩阁居邸墅寨寺庙宫殿塔山岛广矿电水]|大道|小区|花园|花苑|广场|公园|公寓|大厦|中心|学校|小学|中学|大学|学院|幼儿|医院|集团|公司|酒店|宾馆|超市|商场|建材|国际|新城|家园|社区|街道|新村|高速|隧道|水库|煤矿|药店|饭店|门诊|诊所|地产|置业|物业|建设|实业|工业|科技|楼盘|名都|名城|一期|二期|三期|项目|牌|品牌|书店|画|奖|式|型|号|厂|店|馆|庄|铺|社|府|派|线"
)
"""Behind a place or a firm that bears a person's name, or looks as if it did."""
