"""What is written to book a room: at the desk, on a phone, and of a booking that is there."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.cases import deadlines
from sanan.kit import clock
from sanan.kit.dates import day_said
from sanan.neighbourhood.forms.centres import hour
from sanan.neighbourhood.models import Facility
from sanan.neighbourhood.queries.days import Row
from sanan.neighbourhood.rules.hours import WEEKDAYS, OpenDay
from sanan.process.forms import (
    PHONE,
    DeskForm,
    ResidentVerbForm,
    VerbForm,
    area,
    day,
    line,
    number,
    tick,
)


class Desk(DeskForm):
    """One booking, for somebody who telephoned or stands there."""

    day = day(gettext_lazy("哪一天"))
    begins = hour(gettext_lazy("从"))
    ends = hour(gettext_lazy("到"))
    name = line(gettext_lazy("谁用"), 40)
    phone = line(
        gettext_lazy("电话"), 20, required=False, hint=gettext_lazy("没有电话的，有变化会告诉您。")
    )
    group = line(gettext_lazy("社团或队伍"), 60, required=False)
    people = number(gettext_lazy("几个人"), least=1, most=5000, initial=1)
    purpose = line(gettext_lazy("做什么"), 200, required=False)
    wait = tick(gettext_lazy("有人订了就排队候补"))

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facility = facility

    def particulars(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        zone = deadlines.calendar_at(self.facility.place).zone
        on, begins, ends = given.pop("day"), given.pop("begins"), given.pop("ends")
        given["starts_at"] = datetime.combine(on, begins, zone)
        given["ends_at"] = datetime.combine(on, ends, zone)
        return given


class Weekly(DeskForm):
    """A series: the same hours each week."""

    title = line(gettext_lazy("叫什么"), 60, hint=gettext_lazy("例如“木兰拳”。"))
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("星期几"),
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    since_on = day(gettext_lazy("从哪一天"))
    until_on = day(gettext_lazy("到哪一天"))
    begins = hour(gettext_lazy("从"))
    ends = hour(gettext_lazy("到"))
    name = line(gettext_lazy("谁负责"), 40)
    phone = line(gettext_lazy("电话"), 20, required=False)
    group = line(gettext_lazy("社团或队伍"), 60, required=False)
    people = number(gettext_lazy("几个人"), least=1, most=5000, initial=1)

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        given = super().clean() or {}
        first, last = given.get("since_on"), given.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("要在开始那天以后。"))
        return given


class ClubCalendar(DeskForm):
    """A club's own calendar, booked as it stands."""

    title = line(gettext_lazy("叫什么"), 60, hint=gettext_lazy("例如“木兰拳”。"))
    file = forms.FileField(
        label=gettext_lazy("日历文件（ICS）"),
        widget=forms.FileInput({"accept": ".ics,text/calendar"}),
    )
    since_on = day(gettext_lazy("从哪一天"))
    until_on = day(gettext_lazy("到哪一天"))
    name = line(gettext_lazy("谁负责"), 40)
    phone = line(gettext_lazy("电话"), 20, required=False)
    group = line(gettext_lazy("社团或队伍"), 60, required=False)
    people = number(gettext_lazy("几个人"), least=1, most=5000, initial=1)


class Resident(DeskForm):
    """A booking on a phone: times that the day offers, how long, who."""

    look = PHONE
    starts = forms.ChoiceField(label=gettext_lazy("几点开始"))
    minutes = forms.TypedChoiceField(label=gettext_lazy("用多久"), coerce=int)
    name = line(gettext_lazy("谁用"), 40)
    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    people = number(gettext_lazy("几个人"), least=1, most=5000, initial=1)
    group = line(gettext_lazy("社团或队伍（没有就空着）"), 60, required=False)
    wait = tick(gettext_lazy("有人订了就排队候补"))

    def __init__(
        self, *args: Any, facility: Facility, row: Row, opened: OpenDay, signed: bool, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        starts: Any = self.fields["starts"]
        starts.choices = list(_starts(facility, row, opened))
        self.over = not starts.choices
        lasting: Any = self.fields["minutes"]
        span = range(facility.least, facility.most + 1, facility.step)
        lasting.choices = [(n, _lasts(n)) for n in span]
        self.fields["phone"].required = not signed

    def particulars(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        given["starts_at"] = datetime.fromisoformat(given.pop("starts"))
        given["ends_at"] = given["starts_at"] + timedelta(minutes=given.pop("minutes"))
        return given


def _starts(facility: Facility, row: Row, opened: OpenDay) -> Any:
    least, now = timedelta(minutes=facility.least), clock.now()
    for opens, closes in opened.spans:
        begins = opens
        while begins + least <= closes:
            if begins <= now:
                begins += timedelta(minutes=facility.step)
                continue
            open_ = any(first <= begins and begins + least <= last for first, last in row.free)
            word = f"{begins:%H:%M}"
            yield begins.isoformat(), word if open_ else _("%(at)s（有人订了）") % {"at": word}
            begins += timedelta(minutes=facility.step)


def _lasts(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s 分钟") % {"n": rest}
    if not rest:
        return _("%(n)s 小时") % {"n": hours}
    return _("%(n)s 小时 %(m)s 分钟") % {"n": hours, "m": rest}


def _whole(form: VerbForm) -> None:
    if form.thing.series_id is None:
        del form.fields["whole"]


class Cancel(VerbForm):
    """Give it up at the desk."""

    danger = True
    told = gettext_lazy("取消以后，排在最前面的人会轮到。")
    reason = line(gettext_lazy("为什么"), 200, required=False)
    whole = tick(gettext_lazy("这个系列以后的都取消"))

    def prepare(self) -> None:
        """One that is alone has no series."""
        _whole(self)


class Refuse(VerbForm):
    """Why not."""

    danger = True
    reason = line(gettext_lazy("为什么"), 200)


class GiveUp(ResidentVerbForm):
    """Give it up on a phone."""

    folded = True
    danger = True
    told = gettext_lazy("取消以后，别人就可以订了。")
    whole = tick(gettext_lazy("这个系列以后的都取消"))

    def prepare(self) -> None:
        """One that is alone has no series."""
        _whole(self)


class Rate(ResidentVerbForm):
    """How it was."""

    score = forms.TypedChoiceField(
        label=gettext_lazy("几分"),
        choices=[(n, str(n)) for n in range(5, 0, -1)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    comment = area(gettext_lazy("想说的话"), required=False, most=500)


class Purpose(forms.Form):
    """What somebody looks at a number for."""

    purpose = line(gettext_lazy("为什么要看"), 200)


def read_day(said: str, today: date) -> date:
    """The day of an address; today where it is none."""
    return day_said(said) or today
