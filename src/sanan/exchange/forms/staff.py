"""What the desk and the administrator write."""

from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.api.subjects import TOLD
from sanan.cases.enums import Nature, Urgency
from sanan.cases.models import Case, Category
from sanan.exchange import formats
from sanan.exchange.actions.answering import RESULTS
from sanan.exchange.enums import Field, Format, Means, Road, Side
from sanan.exchange.models import System
from sanan.imports.table import pairs
from sanan.places.models import Place
from sanan.process.forms import DeskForm, Nothing, VerbForm, area, line, picked, several
from sanan.process.registry import processes

LONG = frozenset({"text", "reason"})
WORDS = {
    "outside_id": _("对方编号"),
    "state": _("状态（要我们做什么）"),
    "title": _("标题"),
    "text": _("内容"),
    "category": _("类别"),
    "nature": _("诉求类型"),
    "urgency": _("紧急程度"),
    "place": _("地方"),
    "address": _("地址"),
    "name": _("姓名"),
    "phone": _("电话"),
    "at": _("来电时间"),
    "due": _("对方的期限"),
    "reason": _("原因"),
    "of": _("原编号"),
}


class Correct(VerbForm):
    """Every field of a letter, as it was said, to be put right."""

    told = _("改好后马上再收一次。原来的样子有记录，改了什么也有记录。")

    def prepare(self) -> None:
        """Its fields, with what stands in them now."""
        said = self.thing.said
        for name, label in WORDS.items():
            most = formats.MOST.get(name, formats.SHORT)
            make = area if name in LONG else line
            self.fields[name] = (
                area(label, required=False, most=most)
                if make is area
                else line(label, most, required=False)
            )
            self.fields[name].initial = said.get(name, "")
            self.fields[name].widget.attrs["class"] = "form-control"
        self.fields["outside_id"].required = True
        self.fields["why"] = line(_("为什么改"), 200, required=False)
        self.fields["why"].widget.attrs["class"] = "form-control"

    def given(self) -> dict[str, Any]:
        """What it says now, and why."""
        said = {name: self.cleaned_data.get(name, "") for name in WORDS}
        kept = {n: v for n, v in self.thing.said.items() if n == "message_id"}
        return {"said": {**kept, **said}, "why": self.cleaned_data.get("why", "")}


class SetAside(VerbForm):
    """Why nothing will come of it."""

    why = area(_("为什么不再处理"), most=500)
    danger = True


LETTER_FORMS = {
    "correct": Correct,
    "send_again": Nothing,
    "set_aside": SetAside,
    "take_up": Nothing,
}


class SystemForm(DeskForm):
    """How a system is called and reached."""

    name = line(_("名称"), 60)
    road = forms.ChoiceField(label=_("结果怎么送回去"), choices=Road.choices)
    format = forms.ChoiceField(label=_("结果文件的格式"), choices=Format.choices, initial="json")
    address = line(_("推送地址"), 300, required=False, hint=_("只有推送才要填，以 https:// 开头。"))
    fields_said = area(
        _("字段对照"),
        required=False,
        rows=4,
        hint=_("一行一个，例如 outside_id=data.order.no。常见的中文列名不用写。"),
    )

    def given(self) -> dict[str, Any]:
        """The action's particulars."""
        found = dict(self.cleaned_data)
        said = found.pop("fields_said").replace("\r", "").strip()
        found["fields"] = pairs(",".join(said.split("\n"))) if said else {}
        return found


class NewSystem(SystemForm):
    """A system that was not there."""

    code = line(_("代号"), 30, hint=_("小写字母、数字和横线，例如 hotline-12345。"))
    side = forms.ChoiceField(label=_("对方是什么"), choices=Side.choices)
    place = picked(_("哪里的"), Place)
    field_order = ("name", "code", "side", "place", "road", "format", "address", "fields_said")

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class WordForm(DeskForm):
    """What a word means: which field it is of decides what may be picked."""

    system = picked(_("系统"), System)
    field = forms.ChoiceField(label=_("哪一种"), choices=Field.choices)
    word = line(_("对方的词（发结果时是我们的步骤）"), 60)
    means = line(_("对应成什么"), 60, hint=_("从列表里选；发结果时写对方的词。"))

    def __init__(self, *args: Any, systems: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("system", systems)
        self.fields["means"].widget.attrs["list"] = "means"

    def clean(self) -> dict[str, Any]:
        """What was picked by its name, by its code."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        system, field = given.get("system"), given.get("field")
        if system and field:
            ours = "word" if field == Field.RESULT else "means"
            label = str(Field(field).label)
            codes = {
                typed: code for of, code, _name, typed in meanings(system.place) if of == label
            }
            given[ours] = codes.get(given.get(ours, ""), given.get(ours, ""))
        return given


def meanings(place: Place | None = None) -> list[tuple[str, str, str, str]]:
    """What may be picked: field, code, name, and what is typed for it: its code where names are the same."""
    case = processes()["case"]
    found: list[tuple[Any, str, Any]] = [
        (Field.STATE.label, each.value, each.label) for each in Means
    ]
    found += [(Field.NATURE.label, each.value, each.label) for each in Nature]
    found += [(Field.URGENCY.label, each.value, each.label) for each in Urgency]
    found += [
        (Field.CATEGORY.label, code, name)
        for code, name in Category.objects.order_by("code").values_list("code", "name")
    ]
    if place is not None:
        under = Place.objects.all().within(place).of_kind("county", "township", "village")
        found += [(Field.PLACE.label, each.code, each.name) for each in under[:600]]
    found += [(Field.RESULT.label, verb, case[verb].label) for verb in sorted(RESULTS)]
    told = [(str(field), code, str(name)) for field, code, name in found]
    same = Counter((field, name) for field, _code, name in told)
    return [
        (field, code, name, name if same[field, name] == 1 else code) for field, code, name in told
    ]


class SubscriptionForm(DeskForm):
    """Who is told what."""

    name = line(_("谁来收"), 60)
    place = picked(_("哪里的事"), Place)
    address = line(_("对方地址"), 300, hint=_("以 https:// 开头，要是公开的地址。"))
    kinds = several(_("通知哪些事"), [], required=True)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        named = processes()
        kinds: Any = self.fields["kinds"]
        kinds.choices = [(kind, named[kind].title) for kind in sorted(TOLD)]


class Join(forms.Form):
    """Two cases that are one matter."""

    case = forms.CharField(max_length=20)
    into = forms.CharField(max_length=20)

    def cases(self, seen: Any) -> tuple[Case | None, Case | None]:
        """Both, where whoever asks may see them."""
        found = {c.code: c for c in seen.filter(code__in=self.cleaned_data.values())}
        return found.get(self.cleaned_data["case"]), found.get(self.cleaned_data["into"])


class HandIn(DeskForm):
    """A file of another system, brought by hand."""

    system = picked(_("哪个系统的"), System)
    file = forms.FileField(
        label=_("文件"), help_text=_("JSON、CSV 或 Excel（xlsx），列名和放进文件夹的一样。")
    )

    def __init__(self, *args: Any, systems: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("system", systems)
