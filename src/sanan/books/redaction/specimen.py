"""Invented vouchers as photos, each with a mask that says where something personal stands.

Drawn with the project's own font. Phones begin 1380000, identity numbers with a county that does
not exist (350599), cards with 62000000: nobody's.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from sanan.kit.paper import FONTS

WIDTH, HEIGHT = 1480, 1040
FAMILY = "赖陈林黄郑颜潘庄连徐苏张涂尤柯"
GIVEN = [
    "春生",
    "月娥",
    "金水",
    "秀英",
    "家旺",
    "青山",
    "宝树",
    "茂林",
    "有田",
    "细花",
    "文斌",
    "丽华",
    "建国",
    "小雨",
    "晓峰",
    "志强",
    "美琴",
    "水源",
    "桂香",
    "大川",
]
WORKS = [
    "清理水沟",
    "打扫祠堂广场",
    "修剪绿化",
    "搬运石料",
    "维修路灯",
    "值守卡口",
    "清运垃圾",
    "平整机耕路",
    "修补水渠",
    "布置会场",
]
SHOPS = [
    "浔中诚信五金店",
    "祥安建材经营部",
    "顺达运输服务部",
    "山泉食品商行",
    "文峰打印社",
    "绿野苗木合作社",
]
VILLAGE = "蒲坂村股份经济合作社"


@dataclass(frozen=True, slots=True)
class Planted:
    """Something personal on a specimen: what it is and how it reads."""

    kind: str
    text: str


@dataclass
class Page:
    """A page being drawn: the picture, and a mask with the number (from 1) of each planted thing."""

    chance: random.Random
    told: Mapping[str, str] = field(default_factory=dict)
    image: Image.Image = field(init=False)
    mask: Image.Image = field(init=False)
    planted: list[Planted] = field(default_factory=list)

    def __post_init__(self) -> None:
        shade = self.chance.randint(238, 254)
        tint = (shade, shade - self.chance.randint(0, 6), shade - self.chance.randint(0, 16))
        self.image = Image.new("RGB", (WIDTH, HEIGHT), tint)
        self.mask = Image.new("L", (WIDTH, HEIGHT), 0)
        self.pen = ImageDraw.Draw(self.image)
        self.marker = ImageDraw.Draw(self.mask)
        ink = self.chance.choice([(20, 20, 24), (32, 40, 80), (50, 46, 44)])
        self.ink = ink

    def says(self, name: str, otherwise: str) -> str:
        """What is to stand there, else what chance gave."""
        return self.told.get(name, otherwise)

    def write(self, x: float, y: float, text: str, size: int = 30, *, bold: bool = False) -> float:
        """Set `text` with its top left there; where it ends."""
        font = _font(size, bold=bold)
        self.pen.text((x, y), text, self.ink, font=font)
        return x + font.getlength(text)

    def plant(self, x: float, y: float, text: str, kind: str, size: int = 30) -> float:
        """The same for something personal."""
        font = _font(size, bold=False)
        box = font.getbbox(text)
        self.planted.append(Planted(kind, text))
        self.marker.rectangle((x + box[0], y + box[1], x + box[2], y + box[3]), len(self.planted))
        return self.write(x, y, text, size)

    def sign(self, x: float, y: float, width: float = 130, height: float = 46) -> None:
        """A scribble as a signature."""
        self.planted.append(Planted("signature", ""))
        self.marker.rectangle((x, y, x + width, y + height), len(self.planted))
        for _stroke in range(self.chance.randint(4, 6)):
            points = [
                (x + width * self.chance.random(), y + height * self.chance.random())
                for _point in range(5)
            ]
            self.pen.line(points, (18, 18, 60), width=self.chance.randint(3, 4), joint="curve")

    def stamp(self, x: float, y: float, radius: float = 88) -> None:
        """A red round seal."""
        self.pen.ellipse(
            (x - radius, y - radius, x + radius, y + radius), outline=(200, 40, 40), width=5
        )
        self.pen.regular_polygon((x, y, radius * 0.32), 5, fill=(205, 50, 50))


@cache
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSansSC-{'Bold' if bold else 'Regular'}.ttf"), size)


def phone(chance: random.Random) -> str:
    """An invented mobile number."""
    return f"1380000{chance.randrange(10_000):04d}"


def identity(chance: random.Random) -> str:
    """An invented identity number with a check digit that fits (GB 11643)."""
    born = f"{chance.randint(1948, 2002)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    body = f"350599{born}{chance.randrange(1000):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(figure) * weight for figure, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def card(chance: random.Random) -> str:
    """An invented card number of 19 figures, of which the last checks the rest (ISO/IEC 7812)."""
    body = f"62000000{chance.randrange(10**10):010d}"
    total = 0
    for place, figure in enumerate(reversed(body)):
        value = int(figure) * (2 - place % 2)
        total += value // 10 + value % 10
    return body + str(-total % 10)


def name(chance: random.Random) -> str:
    """An invented person."""
    return chance.choice(FAMILY) + chance.choice(GIVEN)


def _spaced(text: str, chance: random.Random) -> str:
    """A card number as it is printed: together, or in groups of four."""
    if chance.random() < 0.5:
        return text
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _day(chance: random.Random) -> str:
    return f"2026年{chance.randint(1, 10)}月{chance.randint(1, 28)}日"


def _amount(chance: random.Random) -> str:
    return f"{chance.randint(80, 4900)}.{chance.choice(['00', '50'])}"


def receipt(page: Page) -> None:
    """领款单: one person, with number, card, phone and signature."""
    c = page.chance
    page.write(580, 60, "领 款 单", 56, bold=True)
    page.write(1080, 90, f"No. {c.randrange(10**7):07d}", 30)
    page.write(120, 170, "日期:" + page.says("day", _day(c)))
    x = page.write(120, 250, "领款人:", 32)
    page.plant(x + 6, 250, page.says("payee", name(c)), "name", 32)
    x = page.write(620, 250, "身份证号:", 32)
    page.plant(x + 6, 250, identity(c), "id_number", 32)
    x = page.write(120, 330, "联系电话:", 32)
    page.plant(x + 6, 330, phone(c), "phone", 32)
    x = page.write(620, 330, "银行账号:", 32)
    page.plant(x + 6, 330, _spaced(card(c), c), "bank_card", 32)
    page.write(
        120, 410, "事由:" + page.says("why", f"{c.choice(WORKS)},{c.randint(1, 6)} 个工"), 32
    )
    page.write(
        120,
        490,
        f"金额(小写):¥{page.says('amount', _amount(c))}    开户行:农村商业银行浔中支行",
        32,
    )
    page.pen.rectangle((90, 150, 1390, 580), outline=page.ink, width=3)
    for at, label in ((120, "审批人:"), (520, "经手人:"), (920, "领款人签名:")):
        x = page.write(at, 640, label, 30)
        page.sign(x + 14, 626)
    if c.random() < 0.5:
        page.stamp(c.randint(950, 1300), c.randint(480, 700))


def wages(page: Page) -> None:
    """误工补贴发放表: several people in a table."""
    c = page.chance
    page.write(380, 50, f"{VILLAGE}误工补贴发放表", 42, bold=True)
    page.write(90, 128, f"时间:{_day(c)}        项目:{c.choice(WORKS)}", 28)
    edges = [90, 160, 300, 640, 830, 1190, 1300, 1420]
    heads = ["序号", "姓名", "身份证号码", "联系电话", "银行卡号", "金额", "签名"]
    rows = c.randint(4, 8)
    top, step = 190, 72
    for number in range(rows + 3):
        page.pen.line((edges[0], top + number * step, edges[-1], top + number * step), page.ink, 2)
    for edge in edges:
        page.pen.line((edge, top, edge, top + (rows + 2) * step), page.ink, 2)
    for left, head in zip(edges, heads, strict=False):
        page.write(left + 10, top + 18, head, 26, bold=True)
    total = 0
    for number in range(1, rows + 1):
        y, pay = top + number * step + 18, c.randint(1, 9) * 120
        total += pay
        page.write(edges[0] + 20, y, f"{number}", 26)
        page.plant(edges[1] + 10, y, name(c), "name", 26)
        page.plant(edges[2] + 10, y, identity(c), "id_number", 26)
        page.plant(edges[3] + 8, y, phone(c), "phone", 25)
        page.plant(edges[4] + 8, y, card(c), "bank_card", 25)
        page.write(edges[5] + 14, y, f"{pay}.00", 26)
        page.sign(edges[6] + 8, y - 4, 100, 42)
    page.write(edges[1] + 10, top + (rows + 1) * step + 18, "合计", 26, bold=True)
    page.write(edges[5] + 8, top + (rows + 1) * step + 18, f"{total}.00", 26)
    x = page.write(90, 950, "制表:", 28)
    page.sign(x + 10, 936)
    x = page.write(560, 950, "村监会审核:", 28)
    page.sign(x + 10, 936)


def transfer(page: Page) -> None:
    """银行回单: from the village to a person."""
    c = page.chance
    page.write(470, 60, "网上银行电子回单", 52, bold=True)
    page.write(120, 160, f"回单编号:{c.randrange(10**12):012d}", 28)
    page.write(820, 160, f"交易日期:2026-{c.randint(1, 10):02d}-{c.randint(1, 28):02d}", 28)
    page.pen.rectangle((90, 220, 1390, 760), outline=page.ink, width=3)
    page.pen.line((740, 220, 740, 470), page.ink, 2)
    x = page.write(110, 250, "付款人户名:", 30)
    page.write(x, 250, VILLAGE, 30)
    page.write(110, 330, "付款行:农村商业银行浔中支行", 30)
    x = page.write(760, 250, "收款人户名:", 30)
    page.plant(x + 4, 250, name(c), "name", 30)
    x = page.write(760, 330, "收款账号:", 30)
    page.plant(x + 4, 330, _spaced(card(c), c), "bank_card", 30)
    page.write(760, 405, "收款行:农业银行德化县支行", 30)
    page.write(110, 500, f"金额:人民币 ¥{_amount(c)}", 34)
    x = page.write(110, 580, f"附言:{c.choice(WORKS)}工钱,联系 ", 30)
    page.plant(x + 4, 580, phone(c), "phone", 30)
    page.write(110, 660, f"交易流水号:{c.randrange(10**16):016d}", 30)
    page.stamp(1180, 640)


def invoice(page: Page) -> None:
    """发票: a shop's, with long numbers that are nobody's."""
    c = page.chance
    page.write(430, 50, "电子发票(普通发票)", 48, bold=True)
    page.write(960, 130, f"发票号码:2635{c.randrange(10**16):016d}", 27)
    page.write(960, 175, "开票日期:" + page.says("day", _day(c)), 27)
    page.pen.rectangle((80, 230, 1400, 800), outline=(150, 60, 40), width=3)
    page.write(100, 250, f"购买方名称:{VILLAGE}", 28)
    page.write(100, 300, f"统一社会信用代码:N2350599MA{c.randrange(10**7):07d}X", 28)
    page.write(780, 250, "销售方名称:" + page.says("payee", c.choice(SHOPS)), 28)
    page.write(780, 300, f"纳税人识别号:92350599MA{c.randrange(10**7):07d}Q", 28)
    page.write(100, 390, "项目名称      规格    数量    单价      金额", 28, bold=True)
    for number in range(c.randint(1, 3)):
        page.write(
            100,
            450 + number * 60,
            f"*建材*水泥      P.O42.5    {c.randint(2, 90)}    {_amount(c)}    {_amount(c)}",
            28,
        )
    page.write(100, 650, "价税合计(小写):¥" + page.says("amount", _amount(c)), 32)
    x = page.write(100, 725, "备注:送货到村部,联系人 ", 28)
    x = page.plant(x + 2, 725, name(c), "name", 28)
    x = page.write(x, 725, " 电话 ", 28)
    page.plant(x + 2, 725, phone(c), "phone", 28)
    x = page.write(100, 850, "开票人:", 28)
    page.plant(x + 4, 850, name(c), "name", 28)
    page.stamp(1200, 820)


def note(page: Page) -> None:
    """情况说明: a paragraph with numbers inside it."""
    c = page.chance
    page.write(560, 60, "零星用工证明", 50, bold=True)
    x = page.write(160, 190, "兹有村民", 32)
    x = page.plant(x, 190, name(c), "name", 32)
    x = page.write(x, 190, ",身份证号", 32)
    x = page.plant(x + 2, 190, identity(c), "id_number", 32)
    page.write(x, 190, ",于", 32)
    page.write(100, 260, f"{_day(c)}为本村{c.choice(WORKS)},共 {c.randint(1, 9)} 天,", 32)
    x = page.write(100, 330, f"工钱 {_amount(c)} 元,请转入", 32)
    x = page.plant(x + 4, 330, _spaced(card(c), c), "bank_card", 32)
    page.write(x, 330, "。", 32)
    x = page.write(160, 400, "电话 ", 32)
    page.plant(x, 400, phone(c), "phone", 32)
    page.write(160, 470, "情况属实,特此证明。", 32)
    x = page.write(820, 600, "证明人:", 32)
    page.sign(x + 10, 584, 150, 54)
    page.write(820, 690, _day(c), 32)
    if c.random() < 0.6:
        page.stamp(1100, 660)


LAYOUTS: tuple[Callable[[Page], None], ...] = (receipt, wages, transfer, invoice, note)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A photo of a voucher, the mask of what is personal on it, and what that is, from 1."""

    image: Image.Image
    mask: Image.Image
    planted: tuple[Planted, ...]
    layout: str


def specimen(number: int, *, seed: int = 20261123, clean: bool = False) -> Specimen:
    """The specimen of that number, always the same; `clean` without noise, blur and rotation."""
    chance = random.Random(f"{seed}-{number}")
    layout = LAYOUTS[number % len(LAYOUTS)]
    page = Page(chance)
    layout(page)
    if clean:
        return Specimen(page.image, page.mask, tuple(page.planted), layout.__name__)
    image, mask = _photographed(page, chance)
    return Specimen(image, mask, tuple(page.planted), layout.__name__)


def drawn(number: int, layout: str, told: Mapping[str, str]) -> Specimen:
    """A clean one of that layout which says what is `told`: payee, day, amount, why."""
    page = Page(random.Random(f"drawn-{number}"), told)
    next(each for each in LAYOUTS if each.__name__ == layout)(page)
    return Specimen(page.image, page.mask, tuple(page.planted), layout)


def _photographed(page: Page, chance: random.Random) -> tuple[Image.Image, Image.Image]:
    """As a phone sees it: turned and tilted on a table, badly lit, blurred, noisy, compressed."""
    margin = 90
    desk = Image.new("RGB", (WIDTH + 2 * margin, HEIGHT + 2 * margin), _desk(chance))
    desk.paste(page.image, (margin, margin))
    mask = Image.new("L", desk.size, 0)
    mask.paste(page.mask, (margin, margin))
    angle = chance.uniform(-7, 7)
    tilt = [chance.uniform(-0.00004, 0.00004) for _axis in range(2)]
    keep = (1, 0, 0, 0, 1, 0, *tilt)
    desk = desk.transform(desk.size, Image.Transform.PERSPECTIVE, keep, Image.Resampling.BICUBIC)
    mask = mask.transform(mask.size, Image.Transform.PERSPECTIVE, keep, Image.Resampling.NEAREST)
    desk = desk.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=_desk(chance))
    mask = mask.rotate(angle, Image.Resampling.NEAREST, expand=True)
    scale = chance.uniform(0.8, 1.25)
    size = (round(desk.width * scale), round(desk.height * scale))
    desk = desk.resize(size, Image.Resampling.LANCZOS)
    mask = mask.resize(size, Image.Resampling.NEAREST)
    return _spoilt(desk, chance), mask


def _desk(chance: random.Random) -> tuple[int, int, int]:
    base = chance.randint(70, 190)
    return base, max(base - chance.randint(0, 25), 0), max(base - chance.randint(0, 50), 0)


def _spoilt(image: Image.Image, chance: random.Random) -> Image.Image:
    image = image.filter(ImageFilter.GaussianBlur(chance.uniform(0.2, 1.6)))
    pixels = np.asarray(image, dtype=np.float32)
    height, width = pixels.shape[:2]
    rows = np.linspace(chance.uniform(0.72, 1.0), chance.uniform(0.72, 1.05), height)
    columns = np.linspace(chance.uniform(0.8, 1.0), chance.uniform(0.8, 1.05), width)
    pixels = pixels * (rows[:, None, None] * columns[None, :, None]).astype(np.float32)
    grain = np.random.default_rng(chance.randrange(2**32))
    pixels = pixels + grain.normal(0, chance.uniform(2, 16), pixels.shape).astype(np.float32)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8), "RGB")
