"""What the desk and a family write on the way to the keys."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sanan.files.forms import PAPERS, PHOTOS, FilesField
from sanan.kit import words
from sanan.kit.numbers import exact
from sanan.livelihood.enums import HouseholdKind
from sanan.livelihood.forms.households import chosen
from sanan.livelihood.models import Dwelling, Household
from sanan.livelihood.rules.handovers import open_defects
from sanan.places.models import Place, PlaceQuerySet
from sanan.process.forms import (
    DeskForm,
    ResidentVerbForm,
    VerbForm,
    area,
    day,
    line,
    number,
    picked,
    tick,
)

SCORES = [(5, _("很满意")), (4, _("满意")), (3, _("一般")), (2, _("不满意")), (1, _("很不满意"))]
MOST_KEYS = 20
MOST_M2 = 2_000


class NewHandover(DeskForm):
    """A building, its dwellings, the families that are to have them."""

    place = picked(_("哪里"), Place)
    title = line(_("哪栋楼"), 60, hint=_("例如：温泉小区 1 号楼"))
    kind = chosen(_("给哪一类家庭"), HouseholdKind.choices)
    dwellings = area(
        _("房号和面积，一行一套"),
        rows=8,
        most=20_000,
        hint=_("例如：101 89.5。可以从 Excel 粘贴两列。"),
    )

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, initial={"kind": HouseholdKind.RETURNING}, **kwargs)
        self.offer("place", places)

    def clean_dwellings(self) -> list[tuple[str, Decimal]]:
        """Numbers with their areas; the first line that cannot be read is named."""
        found: dict[str, Decimal] = {}
        for text in self.cleaned_data["dwellings"].splitlines():
            parts = words.half(text).replace(",", " ").split()
            if not parts:
                continue
            area_m2 = exact(parts[1]) if len(parts) == len(("房号", "面积")) else None
            if area_m2 is None or not 0 < area_m2 <= MOST_M2:
                raise forms.ValidationError(
                    _now("看不懂“%(line)s”。请写成“房号 面积”，一行一套。") % {"line": text[:30]}
                )
            found[parts[0][:20]] = area_m2.quantize(Decimal("0.01"))
        return list(found.items())

    def families(self) -> Any:
        """The families of the chosen kind at the place that no building waits for yet."""
        data = self.cleaned_data
        rows = Household.objects.at(data["place"]).here().filter(kind=data["kind"])
        return rows.filter(homes=None).order_by("number")


class Accept(VerbForm):
    """That the building passed."""

    accepted_on = day(_("验收日期"))
    acceptance = line(_("验收文件"), 300, hint=_("例如：竣工验收备案表编号"))
    uploads = FilesField(label=_("扫描件"), limits=PAPERS, most=5, required=False)


class Commit(VerbForm):
    """A button that says what it means."""

    told = _("公布参加抽签的名单（姓名遮盖）和一串校验码。校验码公布以后，名单和暗码谁也改不了。")


class Draw(VerbForm):
    """The draw, before everybody."""

    told = _("请在场的居民说一个词，当众写在这里。顺序由暗码、这个词和名单算出来，谁都可以重算。")
    word = line(_("居民说的词"), 60)


class Choose(VerbForm):
    """Which dwelling."""

    dwelling = picked(_("选哪一套"), Dwelling)

    def prepare(self) -> None:
        """Those that nobody took."""
        self.offer("dwelling", self.thing.handover.dwellings.filter(home=None))


def _meter(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=9, decimal_places=2
    )


class Inspect(VerbForm):
    """Meters, keys, and what is not as it should be."""

    told = _("每一处毛病会变成一件维修，有人办、有期限。")
    water = _meter(_("水表读数"))
    power = _meter(_("电表读数"))
    gas = _meter(_("燃气表读数"))
    keys = number(_("钥匙几把"), least=1, most=MOST_KEYS, required=False)
    defects = area(
        _("有哪些毛病，一行一处"),
        required=False,
        most=3000,
        hint=_("例如：阳台：地漏堵了。没有就空着。"),
    )

    def prepare(self) -> None:
        """As they were read before."""
        for name in ("water", "power", "gas", "keys"):
            self.fields[name].initial = getattr(self.thing, name)

    def clean_defects(self) -> list[tuple[str, str]]:
        """Where and what; a line without a colon is about the dwelling."""
        found = []
        for text in self.cleaned_data["defects"].splitlines():
            spot, colon, what = text.replace("：", ":").partition(":")
            if text.strip():
                found.append(
                    (spot.strip(), what.strip()) if colon else (_now("房内"), spot.strip())
                )
        return found


class PaperReceipt(VerbForm):
    """Keys received on paper."""

    told = _("把签好字的领钥匙单拍照或扫描传上来。")
    uploads = FilesField(label=_("签好字的纸"), limits=PAPERS, most=3)
    knows = tick(_("这一户知道还有没修好的，要先领钥匙"))

    def given(self) -> dict[str, Any]:
        """A signature on paper."""
        return {**super().given(), "on_paper": True}


class Receipt(ResidentVerbForm):
    """Keys received, signed on the phone; without script, a photo of the signed paper."""

    told = _("看清楚水表电表读数和钥匙把数，对了就签名。")
    uploads = FilesField(
        label=_("签名"),
        limits=PHOTOS,
        most=1,
        help_text=_("用手指在方框里签名；签不了的，把名字签在纸上拍一张传上来。"),
    )
    knows = tick(_("我知道还有没修好的，先领钥匙"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.attrs |= {"data-signature": "", "class": ""}

    def prepare(self) -> None:
        """The box stands only where something is not mended."""
        if not open_defects(self.thing):
            del self.fields["knows"]


class Survey(VerbForm):
    """How the family finds it."""

    score = forms.TypedChoiceField(
        label=_("房子和交房满意吗"), choices=SCORES, coerce=int, widget=forms.RadioSelect
    )
    comment = area(_("还有什么要说的"), required=False, most=1000)


class FamilySurvey(ResidentVerbForm):
    """The same on a phone."""

    score = forms.TypedChoiceField(
        label=_("房子和交房满意吗"), choices=SCORES, coerce=int, widget=forms.RadioSelect
    )
    comment = area(_("还有什么要说的"), required=False, most=1000)
