"""Invented messages that hold private words in many forms, and how much of them is covered.

Every person is invented; mobile numbers begin 1380001, identity numbers name a county that does not
exist. Sample N of a form is the same everywhere.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sanan.insight.private.covering import cover

Chance = random.Random
Made = Callable[[Chance], str]

SEED = 20261129
WIDE = str.maketrans("0123456789X-()+", "０１２３４５６７８９Ｘ－（）＋")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
SPELT = str.maketrans("0123456789", "零一二三四五六七八九")
SPOKEN = str.maketrans("0123456789", "〇幺二三四五六七八九")
FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁沈姜崔谭陆范汪廖石金贾夏付方"
    "邹熊白孟秦邱侯江尹薛闫段雷龙赖涂颜柯连庄"
)
GIVEN: list[str] = [
    *"伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅辉斌燕飞鹏宇浩凯健俊",
    *[
        "建国",
        "志强",
        "秀英",
        "小明",
        "月娥",
        "金水",
        "家旺",
        "宝树",
        "茂林",
        "有田",
        "细花",
        "文斌",
        "丽华",
        "晓峰",
        "美琴",
        "水源",
        "桂香",
        "大川",
        "国强",
        "玉兰",
        "海燕",
        "春生",
        "会珍",
        "社生",
        "行健",
        "雨桐",
        "梓涵",
        "子轩",
        "浩然",
        "诗涵",
        "欣怡",
        "德贵",
        "天赐",
        "清泉",
        "庆丰",
        "福来",
        "阿狗",
        "招娣",
        "火旺",
        "木生",
        "进财",
        "炳坤",
        "锦绣",
    ],
]
RARE = [
    "王䶮",
    "𠮷小明",
    "李𬭊",
    "陈彧",
    "赵翀",
    "林堃",
    "张犇",
    "周喆",
    "黄垚",
    "吴昱昊",
    "郑翾",
    "刘㛃",
    "朱㙦",
    "邱淼鑫",
    "禤国维",
    "缪斐",
    "逯军",
    "厍明",
    "亓华",
    "仝小林",
    "宓慧",
    "钭学军",
    "麴建平",
]
DOUBLE = [
    "欧阳修远",
    "上官婉清",
    "司马文斌",
    "诸葛小玲",
    "皇甫德明",
    "慕容雪",
    "令狐志强",
    "东方明珠",
    "尉迟国庆",
    "夏侯建平",
    "欧阳敏",
    "司徒美华",
    "端木晴",
    "公孙丽",
]
DOTTED = [
    "阿依古丽·买买提",
    "阿不都·艾合买提江",
    "古丽娜尔·阿不力孜",
    "买买提·吐尔逊",
    "努尔兰·哈斯木",
    "艾力·木沙",
    "热依汗·吾买尔",
    "帕提古丽·艾山",
]
MINORITY = [
    "扎西次仁",
    "卓玛措",
    "巴特尔",
    "乌云其木格",
    "吉克阿木",
    "阿木古郎",
    "索朗旺堆",
    "其其格",
    "达瓦扎西",
    "斯琴高娃",
]


def figures(chance: Chance, count: int) -> str:
    """Figures at random."""
    return "".join(chance.choices("0123456789", k=count))


def mobile(chance: Chance) -> str:
    """An invented mobile number."""
    return "1380001" + figures(chance, 4)


def parts(text: str, *sizes: int, by: str = " ") -> str:
    """A number cut into groups."""
    found, at = [], 0
    for size in sizes:
        found.append(text[at : at + size])
        at += size
    return by.join([*found, text[at:]] if at < len(text) else found)


def mobiles(shape: Callable[[str], str]) -> Made:
    """Mobile numbers in that shape."""
    return lambda chance: shape(mobile(chance))


def local(chance: Chance, count: int = 8) -> str:
    """A number without its area code."""
    return chance.choice("2345678") + figures(chance, count - 1)


def landlines(shape: str) -> Made:
    """Landline numbers in that shape."""

    def made(chance: Chance) -> str:
        number = local(chance)
        return shape.format(
            n=number, a=number[:4], b=number[4:], s=local(chance, 7), e=figures(chance, 3)
        )

    return made


def identity(chance: Chance, *, last: str = "") -> str:
    """An invented identity number whose check digit fits (GB 11643), or ends as given."""
    born = f"{chance.randint(1948, 2012)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    body = f"350599{born}{figures(chance, 3)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(f) * w for f, w in zip(body, weights, strict=True)) % 11]
    return body + (last or check)


def identities(shape: Callable[[str], str], last: str = "") -> Made:
    """Identity numbers in that shape."""
    return lambda chance: shape(identity(chance, last=last))


def old_identity(chance: Chance) -> str:
    """An invented identity number of fifteen figures."""
    return f"350599{chance.randint(48, 85)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}{figures(chance, 3)}"


def card(chance: Chance) -> str:
    """An invented card number of a bank that does not exist."""
    return "62000000" + figures(chance, chance.choice([8, 11]))


def plate(chance: Chance) -> str:
    """An area's letter and a sign."""
    return (
        chance.choice("ABCDEFGH")
        + "|"
        + chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")
        + figures(chance, 3)
        + chance.choice("ABCDEFGHJK0123456789")
    )


def plates(shape: str) -> Made:
    """Number plates in that shape."""

    def made(chance: Chance) -> str:
        area, sign = plate(chance).split("|")
        return shape.format(
            p=chance.choice("闽粤浙赣京沪"),
            a=area,
            s=sign,
            n=figures(chance, 5),
            f=figures(chance, 4),
        )

    return made


def account(chance: Chance) -> str:
    """An invented account name."""
    begins: list[str] = ["wx_", "zs_", "lin-", "abc"]
    return chance.choice(begins) + figures(chance, 5)


def name(chance: Chance) -> str:
    """An invented person."""
    return chance.choice(FAMILIES) + chance.choice(GIVEN)


def choice(names: list[str]) -> Made:
    """One of these."""
    return lambda chance: chance.choice(names)


def short(chance: Chance) -> str:
    """An invented person with a short name."""
    return chance.choice(FAMILIES) + chance.choice(GIVEN[:38])


def dotted(dot: str) -> Made:
    """A name with that dot."""
    return lambda chance: chance.choice(DOTTED).replace("·", dot)


AROUND = [
    "请打{}找我。",
    "{}",
    "我的号码{}，麻烦尽快处理",
    "联系：{}（晚上打）",
    "村口路灯坏了，{}，谢谢！",
    "有事找我{}\n谢谢",
    "\n{}\n路面破损严重",
]
CITED = [
    "身份证{}，请核实",
    "{}",
    "我是本村人，证号{}。",
    "户口本上是{}，他没领到补贴",
    "ID:{}\n请查",
]
PAID = ["卡号{}。", "{}", "请把补偿款打到{}，谢谢", "我的银行卡{}一直没到账", "农行 {}"]
PARKED = ["{}乱停放", "车牌{}", "有辆车{}堵住消防通道", "白色面包车（{}）占道", "{}，每天停在路口"]
REACHED = [
    "微信{}",
    "微信号：{}",
    "加我wx{}",
    "vx:{}",
    "weixin：{}",
    "微信号是 {}，谢谢",
    "（微信 {}）",
    "VX {}",
]
QQ = ["QQ{}", "qq：{}", "QQ号 {}，谢谢", "扣扣{}"]
MAIL = ["邮箱{}", "请发到{}。", "{}"]
CALLED = [
    "我叫{}，住在村口",
    "村民{}反映路灯坏了",
    "联系人：{}",
    "姓名：{}，电话",
    "业主{}说水压不够",
    "我是{}，请尽快处理",
    "{}先生来电",
    "{}女士投诉噪音",
    "邻居{}家养狗扰民",
    "户主{}的低保停了",
    "{}（男，45岁）被咬伤",
    "我儿子{}上不了学",
    "收款人：{}",
    "反映人：{}\n",
    "居民{}、张建国来电",
    "{}，13800010001",
    "{} 13800010001",
    "13800010001（{}）",
    "租客{}欠房租",
    "学生{}在校受伤",
    "我父亲{}去年住院",
    "申请人{}，请核实",
    "村民{}家门口积水",
    "家住三组的村民{}称",
    "此致敬礼\n{}",
    "死者{}的家属",
    "房东{}不退押金",
    "老人{}走失",
    "业主：{}。",
    "当事人{}。",
]
BARE = [
    "{}家门口的路灯坏了",
    "昨天{}在村口被狗咬伤",
    "找{}要工钱",
    "{}说他没有领到补贴",
    "{}和王小明吵架",
    "是{}的狗咬人",
    "路灯是{}弄坏的，{}不赔",
]
ROOMS = ["住在温泉小区{}", "我是祥安花园{}业主", "{}漏水"]


@dataclass(frozen=True)
class Form:
    """One way of writing one kind of private word, and the sentences it is put in."""

    made: Made
    around: list[str]
    keeps: int = 0


FORMS: Mapping[str, Form] = {
    "mobile": Form(mobile, AROUND),
    "mobile +86": Form(mobiles(lambda m: f"+86{m}"), AROUND),
    "mobile +86 blank": Form(mobiles(lambda m: f"+86 {parts(m, 3, 4, 4)}"), AROUND),
    "mobile +86 dash": Form(mobiles(lambda m: f"+86-{m}"), AROUND),
    "mobile (+86)": Form(mobiles(lambda m: f"(+86){m}"), AROUND),
    "mobile （86）": Form(mobiles(lambda m: f"（86）{m}"), AROUND),
    "mobile 0086": Form(mobiles(lambda m: f"0086{m}"), AROUND),
    "mobile 0086 blank": Form(mobiles(lambda m: f"0086 {m}"), AROUND),
    "mobile 86 joined": Form(mobiles(lambda m: f"86{m}"), AROUND),
    "mobile blanks 344": Form(mobiles(lambda m: parts(m, 3, 4, 4)), AROUND),
    "mobile double blanks": Form(mobiles(lambda m: parts(m, 3, 4, 4, by="  ")), AROUND),
    "mobile wide blanks": Form(mobiles(lambda m: parts(m, 3, 4, 4, by="　")), AROUND),
    "mobile blanks 335": Form(mobiles(lambda m: parts(m, 3, 3, 5)), AROUND),
    "mobile blanks 443": Form(mobiles(lambda m: parts(m, 4, 4, 3)), AROUND),
    "mobile blank each": Form(mobiles(" ".join), AROUND),
    "mobile dashes": Form(mobiles(lambda m: parts(m, 3, 4, 4, by="-")), AROUND),
    "mobile long dashes": Form(mobiles(lambda m: parts(m, 3, 4, 4, by="—")), AROUND),
    "mobile dots": Form(mobiles(lambda m: parts(m, 3, 4, 4, by=".")), AROUND),
    "mobile middle dots": Form(mobiles(lambda m: parts(m, 3, 4, 4, by="·")), AROUND),
    "mobile slashes": Form(mobiles(lambda m: parts(m, 3, 4, 4, by="/")), AROUND),
    "mobile brackets": Form(mobiles(lambda m: f"({m[:3]}){m[3:]}"), AROUND),
    "mobile full width": Form(mobiles(lambda m: m.translate(WIDE)), AROUND),
    "mobile full width dashes": Form(
        mobiles(lambda m: parts(m, 3, 4, 4, by="-").translate(WIDE)), AROUND
    ),
    "mobile full width +86": Form(mobiles(lambda m: f"+86{m}".translate(WIDE)), AROUND),
    "mobile circled": Form(mobiles(lambda m: m.translate(CIRCLED)), AROUND),
    "mobile spelt": Form(mobiles(lambda m: m.translate(SPELT)), AROUND),
    "mobile spoken": Form(mobiles(lambda m: m.translate(SPOKEN)), AROUND),
    "mobile keycaps": Form(mobiles(lambda m: "".join(f"{f}\ufe0f\u20e3" for f in m)), AROUND),
    "mobile unseen blanks": Form(
        mobiles(lambda m: "\u200b".join(parts(m, 3, 4, 4).split())), AROUND
    ),
    "mobile letters O": Form(mobiles(lambda m: m.replace("000", "OOO", 1)), AROUND),
    "mobile after letters": Form(mobile, ["tel{}", "A{}，谢谢", "电话a{}"]),
    "landline 0595-": Form(landlines("0595-{n}"), AROUND),
    "landline joined": Form(landlines("0595{n}"), AROUND),
    "landline blank": Form(landlines("0595 {n}"), AROUND),
    "landline blank inside": Form(landlines("0595-{a} {b}"), AROUND),
    "landline dash inside": Form(landlines("0595-{a}-{b}"), AROUND),
    "landline (0595)": Form(landlines("(0595){n}"), AROUND),
    "landline （0595） dash": Form(landlines("（0595）{a}-{b}"), AROUND),
    "landline 〔0595〕": Form(landlines("〔0595〕{n}"), AROUND),
    "landline [0595] blank": Form(landlines("[0595] {a} {b}"), AROUND),
    "landline （0595 ） blank": Form(landlines("（0595 ） {n}"), AROUND),
    "landline seven": Form(landlines("0571-{s}"), AROUND),
    "landline 010": Form(landlines("010-{n}"), AROUND),
    "landline +86": Form(landlines("+86-595-{n}"), AROUND),
    "landline +86 without 0": Form(landlines("+86 595 {a} {b}"), AROUND),
    "landline 0086": Form(landlines("0086 0595 {n}"), AROUND),
    "landline full width": Form(lambda c: landlines("0595-{n}")(c).translate(WIDE), AROUND),
    "landline 转": Form(landlines("0595-{n}转{e}"), AROUND),
    "landline  转": Form(landlines("0595-{n} 转 {e}"), AROUND),
    "landline -ext": Form(landlines("0595-{n}-{e}"), AROUND),
    "landline ext": Form(landlines("0595-{n} ext.{e}"), AROUND),
    "landline （转）": Form(landlines("0595-{n}（转{e}）"), AROUND),
    "landline 分机": Form(landlines("0595-{n}分机{e}"), AROUND),
    "local": Form(local, ["电话{}", "座机：{}。", "联系电话 {}"]),
    "identity": Form(identities(str), CITED),
    "identity X": Form(identities(str, "X"), CITED),
    "identity x": Form(identities(str, "x"), CITED),
    "identity full width": Form(identities(lambda i: i.translate(WIDE)), CITED),
    "identity full width X": Form(identities(lambda i: i.translate(WIDE), "X"), CITED),
    "identity 6-8-4": Form(identities(lambda i: parts(i, 6, 8, 4)), CITED),
    "identity by 3": Form(identities(lambda i: parts(i, 3, 3, 3, 3, 3, 3)), CITED),
    "identity by 4": Form(identities(lambda i: parts(i, 4, 4, 4, 4, 2)), CITED),
    "identity by 6": Form(identities(lambda i: parts(i, 6, 6, 6)), CITED),
    "identity dashes": Form(identities(lambda i: parts(i, 6, 8, 4, by="-")), CITED),
    "identity after letters": Form(identity, ["sfz{}", "我的sfz{}，谢谢", "ID{}"]),
    "identity after letter": Form(identities(str, "X"), ["A{}", "证B{}。"]),
    "identity spelt": Form(identities(lambda i: i.translate(SPELT)), CITED),
    "identity wide blanks": Form(identities(lambda i: parts(i, 6, 8, 4, by="　")), CITED),
    "old identity": Form(old_identity, CITED),
    "old identity by 3": Form(lambda c: parts(old_identity(c), 3, 3, 3, 3, 3), CITED),
    "old identity 6-6-3": Form(lambda c: parts(old_identity(c), 6, 6, 3), CITED),
    "old identity full width": Form(lambda c: old_identity(c).translate(WIDE), CITED),
    "card": Form(card, PAID),
    "card by 4": Form(lambda c: parts(card(c), 4, 4, 4, 4), PAID),
    "card dashes": Form(lambda c: parts(card(c), 4, 4, 4, 4, by="-"), PAID),
    "card full width": Form(lambda c: card(c).translate(WIDE), PAID),
    "card wide blanks": Form(lambda c: parts(card(c), 4, 4, 4, 4, by="　"), PAID),
    "card 6 and rest": Form(lambda c: parts(card(c), 6), PAID),
    "plate": Form(plates("{p}{a}{s}"), PARKED),
    "plate dot": Form(plates("{p}{a}·{s}"), PARKED),
    "plate bullet": Form(plates("{p}{a}•{s}"), PARKED),
    "plate blanks": Form(plates("{p} {a} {s}"), PARKED),
    "plate blank": Form(plates("{p}{a} {s}"), PARKED),
    "plate dash": Form(plates("{p}{a}-{s}"), PARKED),
    "plate full width": Form(
        lambda c: plates("{p}A{n}")(c).translate(WIDE).replace("A", "Ａ"), PARKED
    ),
    "plate small letters": Form(lambda c: plates("{p}{a}{s}")(c).lower(), PARKED),
    "plate new energy": Form(plates("{p}{a}D{n}"), PARKED),
    "plate new energy truck": Form(plates("{p}{a}·{n}D"), PARKED),
    "plate police": Form(plates("{p}{a}{f}警"), PARKED),
    "plate learner": Form(plates("{p}{a}·{f}学"), PARKED),
    "plate trailer": Form(plates("{p}{a}{f}挂"), PARKED),
    "wechat": Form(account, REACHED),
    "wechat mobile": Form(mobile, REACHED),
    "qq": Form(lambda c: c.choice("123456789") + figures(c, c.randint(6, 9)), QQ),
    "mail": Form(
        lambda c: f"abc{figures(c, 4)}@{c.choice(['qq.com', '163.com', 'example.com.cn'])}", MAIL
    ),
    "mail full width": Form(lambda c: f"abc{figures(c, 4)}＠qq.com", MAIL),
    "mail at": Form(lambda c: f"abc{figures(c, 4)} (at) qq.com", MAIL),
    "flat": Form(
        lambda c: f"{c.randint(1, 6)}单元{c.randint(1, 30)}0{c.randint(1, 6)}室",
        ["住在温泉小区3栋{}", "祥安花园12号楼{}漏水"],
    ),
    "name": Form(name, CALLED, 1),
    "name of two": Form(short, CALLED, 1),
    "name rare": Form(choice(RARE), CALLED, 1),
    "name double": Form(choice(DOUBLE), CALLED, 1),
    "name minority": Form(
        choice(MINORITY), ["我叫{}，", "姓名：{}。", "联系人：{}", "本人姓名：{}\n"], 1
    ),
    "name ·": Form(dotted("·"), CALLED, 1),
    "name •": Form(dotted("•"), CALLED, 1),
    "name ‧": Form(dotted("‧"), CALLED, 1),
    "name ・": Form(dotted("・"), CALLED, 1),
    "name ．": Form(dotted("．"), CALLED, 1),
    "name .": Form(dotted("."), CALLED, 1),
    "name blank": Form(
        lambda c: " ".join(short(c)),
        ["姓名：{}，", "联系人：{}", "我叫{}，", "收款人：{}。", "村民 {}，"],
        1,
    ),
    "name wide blank": Form(
        lambda c: "　".join(short(c)), ["姓名：{}，", "联系人：{}", "我叫{}，", "收款人：{}。"], 1
    ),
    "name without a cue": Form(
        lambda c: c.choice(FAMILIES) + c.choice([g for g in GIVEN if len(g) > 1]), BARE, 1
    ),
}


@dataclass(frozen=True)
class Sample:
    """A message, what is private in it, and how many characters of that may stay."""

    form: str
    text: str
    private: str
    keeps: int


def samples(count: int, *, seed: int = SEED) -> list[Sample]:
    """`count` messages of each form, always the same."""
    found = []
    for title, form in FORMS.items():
        chance = random.Random(f"{seed}-{title}")
        for number in range(count):
            private = form.made(chance)
            around = form.around[number % len(form.around)]
            found.append(Sample(title, around.replace("{}", private), private, form.keeps))
    return found


def is_covered(sample: Sample, covered: str) -> bool:
    """Whether nothing of it, or of a name only the first character, still stands where it stood."""
    at = sample.text.find(sample.private)
    while at >= 0:
        left = covered[at + sample.keeps : at + len(sample.private)]
        if any(char.isalnum() for char in left):
            return False
        at = sample.text.find(sample.private, at + 1)
    return True


def recall(covering: Callable[[str], str], count: int) -> dict[str, tuple[int, list[str]]]:
    """How many of `count` samples of each form were covered, and what was left of the others."""
    found: dict[str, tuple[int, list[str]]] = {}
    for sample in samples(count):
        covered = covering(sample.text)
        hidden, missed = found.get(sample.form, (0, []))
        if is_covered(sample, covered):
            found[sample.form] = (hidden + 1, missed)
        else:
            found[sample.form] = (hidden, [*missed, f"{sample.text!r} -> {covered!r}"])
    return found


def run(count: int) -> dict[str, Any]:
    """Recall by form over `count` samples of each, and messages a second of processor time."""
    results = recall(cover, count)
    messages = [sample.text for sample in samples(count)]
    start = time.process_time()
    for message in messages:
        cover(message)
    spent = time.process_time() - start
    hidden = sum(share for share, _missed in results.values())
    return {
        "forms": len(results),
        "samples": count * len(results),
        "recall": round(hidden / (count * len(results)), 4),
        "recall_by_form": {form: round(share / count, 4) for form, (share, _) in results.items()},
        "missed": [each for _share, missed in results.values() for each in missed[:2]],
        "messages_per_second": round(len(messages) / spent),
    }
