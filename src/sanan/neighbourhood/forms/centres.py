"""What the desk writes of a centre and of its rooms."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.kit import words
from sanan.neighbourhood.enums import FacilityKind, Have, Who
from sanan.neighbourhood.models import Centre, Facility
from sanan.neighbourhood.rules.hours import WEEKDAYS
from sanan.people.models import Org
from sanan.places.models import Place, PlaceQuerySet
from sanan.process.forms import (
    DeskForm,
    VerbForm,
    YuanField,
    area,
    day,
    line,
    number,
    picked,
    several,
    tick,
    units_around,
)


def hour(label: Any, *, required: bool = True) -> forms.TimeField:
    """An hour of a day."""
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, widget=widget)


def weekday(label: Any) -> forms.TypedChoiceField:
    """A day of the week."""
    return forms.TypedChoiceField(label=label, choices=list(enumerate(WEEKDAYS)), coerce=int)


class Plan(DeskForm):
    """A new centre."""

    place = picked(gettext_lazy("哪里"), Place)
    name = line(gettext_lazy("叫什么"), 60)
    address = line(gettext_lazy("地址"), 120, required=False)
    phone = line(gettext_lazy("电话"), 20, required=False)
    haves = several(gettext_lazy("有什么"), Have.choices)
    more = line(gettext_lazy("自己的特色"), 200, required=False)
    area = number(gettext_lazy("面积（平方米）"), most=1_000_000, initial=0)
    open_on_holidays = tick(gettext_lazy("法定假日也照常开门"))

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class Change(VerbForm):
    """What is said of a centre."""

    address = line(gettext_lazy("地址"), 120, required=False)
    phone = line(gettext_lazy("电话"), 20, required=False)
    haves = several(gettext_lazy("有什么"), Have.choices)
    more = line(gettext_lazy("自己的特色"), 200, required=False)
    area = number(gettext_lazy("面积（平方米）"), most=1_000_000)
    open_on_holidays = tick(gettext_lazy("法定假日也照常开门"))

    def suggestion(self, name: str) -> Any:
        """As it stands."""
        return getattr(self.thing, name)


class Hours(VerbForm):
    """The week, a line for each span: easier to read and to mend than 28 boxes."""

    hours = area(
        gettext_lazy("开放时间"),
        rows=9,
        most=2000,
        hint=gettext_lazy("一行一段，例如“星期一至星期五 08:30-12:00”“星期六 09:00-17:00”。"),
    )

    def suggestion(self, name: str) -> Any:
        """The lines as they stand."""
        return "\n".join(_said(self.thing)) if name == "hours" else None

    def clean_hours(self) -> list[tuple[int, time, time]]:
        """Weekday, opening, closing; of a range of weekdays, each."""
        found = []
        for each in self.cleaned_data["hours"].splitlines():
            if each.strip():
                found += _read(each.strip())
        return found


def _said(centre: Centre) -> list[str]:
    return [f"{WEEKDAYS[h.weekday]} {h.opens:%H:%M}-{h.closes:%H:%M}" for h in centre.hours.all()]


DAYS = "一二三四五六日"


def _read(said: str) -> list[tuple[int, time, time]]:
    wrong = forms.ValidationError(
        _("看不懂“%(line)s”。请写成“星期一至星期五 08:30-12:00”。") % {"line": said}
    )
    plain = words.half(said).replace("天", "日").replace("~", "-").replace("—", "-")
    first, _blank, rest = plain.partition(" ")
    days = [DAYS.index(mark) for mark in first if mark in DAYS]
    opens, _dash, closes = rest.replace(" ", "").partition("-")
    try:
        span = time.fromisoformat(_two(opens)), time.fromisoformat(_two(closes))
    except ValueError:
        raise wrong from None
    if not days or len(days) > 2:
        raise wrong
    return [(each, *span) for each in range(days[0], days[-1] + 1)]


def _two(said: str) -> str:
    """8:30 as 08:30."""
    return said.zfill(5)


class ExceptDay(VerbForm):
    """A day that is not as its weekday."""

    told = gettext_lazy(
        "两个时间都空着，就是这一天不开门。已经订好的不会自己取消，请逐个告诉订的人。"
    )
    day = day(gettext_lazy("哪一天"))
    opens = hour(gettext_lazy("开门"), required=False)
    closes = hour(gettext_lazy("关门"), required=False)
    reason = line(gettext_lazy("为什么"), 100)


class SetDuty(VerbForm):
    """A department's hour of the week."""

    org = picked(gettext_lazy("哪个部门"), Org)
    weekday = weekday(gettext_lazy("星期几"))
    begins = hour(gettext_lazy("从"))
    ends = hour(gettext_lazy("到"))
    does = line(gettext_lazy("办什么"), 100)

    def prepare(self) -> None:
        """Units of the county."""
        self.offer("org", units_around([self.thing.place]))


class AddDevice(VerbForm):
    """A machine."""

    name = line(gettext_lazy("什么设备"), 60)
    count = number(gettext_lazy("几台"), least=1, most=1000, initial=1)
    works = tick(gettext_lazy("现在能用"))


class RulesOfFacility(DeskForm):
    """The rules by which a room is booked."""

    capacity = number(gettext_lazy("容纳几个人（0 是不限）"), most=5000, initial=0)
    step = number(gettext_lazy("一格几分钟"), least=5, most=240, initial=30)
    least = number(gettext_lazy("最短几分钟"), least=5, most=1440, initial=30)
    most = number(gettext_lazy("最长几分钟"), least=5, most=1440, initial=180)
    buffer = number(gettext_lazy("用完留几分钟收拾"), most=240, initial=0)
    ahead = number(gettext_lazy("最多提前几天订"), least=1, most=366, initial=60)
    cap = number(gettext_lazy("一个人同时最多订几次"), least=1, most=200, initial=4)
    who = forms.ChoiceField(label=gettext_lazy("谁可以订"), choices=Who.choices)
    needs_approval = tick(gettext_lazy("要工作人员同意才算订好"))
    coded = tick(gettext_lazy("凭门码开门"))
    outlay = YuanField(label=gettext_lazy("建设投入（元）"), required=False)
    rules = area(gettext_lazy("使用规则"), required=False, most=1000)


class AddFacility(RulesOfFacility):
    """A room or a ground."""

    name = line(gettext_lazy("叫什么"), 60)
    kind = forms.ChoiceField(label=gettext_lazy("做什么用"), choices=FacilityKind.choices)
    field_order = ("name", "kind")


class ChangeFacility(RulesOfFacility, VerbForm):
    """The rules as they stand, to change."""

    def suggestion(self, name: str) -> Any:
        """As it stands; money in yuan."""
        thing: Facility = self.thing
        return f"{thing.outlay / 100:.2f}" if name == "outlay" else getattr(thing, name)


class Reason(VerbForm):
    """Why."""

    reason = line(gettext_lazy("为什么"), 200)
