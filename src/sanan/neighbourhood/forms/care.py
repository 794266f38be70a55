"""What the desk writes of meals, of children, of events, of visits."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.files.forms import PHOTOS, FilesField
from sanan.kit import clock, words
from sanan.kit.dates import day_said, local_day
from sanan.kit.numbers import whole
from sanan.neighbourhood.enums import Audience, Festival, Way
from sanan.neighbourhood.models import Centre, Device, Diner, Facility, Guardian, Meal
from sanan.neighbourhood.queries.care import activities_for
from sanan.process.forms import (
    DeskForm,
    VerbForm,
    YuanField,
    area,
    day,
    line,
    moment,
    number,
    picked,
    tick,
)
from sanan.volunteers.models import Activity


class Tiers(VerbForm):
    """How much is paid from which age on."""

    since_on = day(gettext_lazy("从哪一天起"))
    tiers = area(
        gettext_lazy("几岁起补几元"),
        rows=4,
        most=500,
        hint=gettext_lazy("一行一档，例如“60 2”“80 5”。没有到岁数的不补。"),
    )

    def suggestion(self, name: str) -> Any:
        """As it stands."""
        if name != "tiers":
            return None
        rows = self.thing.tiers.all()
        newest = [each for each in rows if each.since_on == rows[0].since_on]
        return "\n".join(f"{e.from_age} {e.subsidy / 100:.2f}" for e in newest[::-1])

    def clean_tiers(self) -> list[tuple[int, int]]:
        """Age and fen."""
        found = []
        for each in self.cleaned_data["tiers"].splitlines():
            parts = words.half(each).replace("岁", " ").replace("元", " ").split()
            if not parts:
                continue
            age = whole(parts[0]) if len(parts) == 2 else None
            if age is None or age > 130:
                raise forms.ValidationError(_("看不懂“%(line)s”。请写成“60 2”。") % {"line": each})
            found.append((age, YuanField().clean(parts[1])))
        return found


class Cook(VerbForm):
    """A meal of a day."""

    day = day(gettext_lazy("哪一天"))
    title = line(gettext_lazy("什么饭"), 60, hint=gettext_lazy("例如“午餐：两荤一素”。"))
    price = YuanField(label=gettext_lazy("一份几元（补贴以前）"))
    most = number(gettext_lazy("最多几份"), least=1, most=5000, initial=50)
    until_at = moment(gettext_lazy("几点前订"))


class TakeIn(VerbForm):
    """An elder who eats here."""

    name = line(gettext_lazy("老人的名字"), 40)
    born_on = day(gettext_lazy("出生日期"), hint=gettext_lazy("只用来算补贴。"))
    address = line(gettext_lazy("住哪里（送到家的要写）"), 120, required=False)
    phone = line(gettext_lazy("电话"), 20, required=False)


class Count(VerbForm):
    """How many came on a day, or used a machine."""

    told = gettext_lazy("只记人次，不记是谁。同一天再写一次，以后写的为准。")
    day = day(gettext_lazy("哪一天"))
    device = picked(gettext_lazy("用的什么设备（空着就是来的人）"), Device, required=False)
    elders = number(gettext_lazy("老人"), most=100_000, initial=0)
    children = number(gettext_lazy("孩子"), most=100_000, initial=0)
    others = number(gettext_lazy("其他人"), most=100_000, initial=0)

    def prepare(self) -> None:
        """The centre's own machines."""
        self.offer("device", self.thing.devices.all())


class OrderMeal(DeskForm):
    """One portion for an elder."""

    diner = picked(gettext_lazy("哪位老人"), Diner)
    way = forms.ChoiceField(label=gettext_lazy("怎么吃到"), choices=Way.choices)

    def __init__(self, *args: Any, meal: Meal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("diner", meal.centre.diners.filter(left_on=None))


BONDS = [(w, w) for w in ("妈妈", "爸爸", "奶奶", "爷爷", "外婆", "外公", "其他监护人")]


class Guardians(DeskForm):
    """One more who may bring and fetch."""

    guardian = line(gettext_lazy("监护人的名字"), 40)
    bond = forms.ChoiceField(label=gettext_lazy("是孩子的什么人"), choices=BONDS)
    phone = line(gettext_lazy("监护人的手机号"), 20)
    agreed = tick(gettext_lazy("监护人看过说明，同意登记孩子的信息"), required=True)


class Enrol(Guardians):
    """A child, with the guardian who stands there."""

    name = line(gettext_lazy("孩子的名字"), 40)
    born_on = day(gettext_lazy("出生日期"))
    notes = area(
        gettext_lazy("要注意的（不能吃什么、生什么病）"),
        required=False,
        most=500,
        hint=gettext_lazy("平时谁都看不到；要看先申请，由另一个人同意，看一次记一次。"),
    )
    field_order = ("name", "born_on", "notes")


class Figures(VerbForm):
    """A guardian's own figures."""

    figures = line(gettext_lazy("监护人的六位数"), 12)


class BringIn(DeskForm):
    """A child is brought."""

    figures = line(gettext_lazy("监护人的六位数"), 12)


class Block(VerbForm):
    """A guardian says that another may not fetch the child."""

    told = gettext_lazy("马上生效：孩子不会交给那一位，直到登记“两位监护人说定了”。")
    danger = True
    figures = line(gettext_lazy("说这话的监护人的六位数"), 12)
    other = picked(gettext_lazy("不让谁接"), Guardian)

    def prepare(self) -> None:
        """Those of this child."""
        self.offer("other", self.thing.guardians.all())


class Settle(VerbForm):
    """What ends it."""

    paper = area(gettext_lazy("凭什么（两位都同意，或者哪一份法律文书）"), most=200)


class Photos(VerbForm):
    """What a guardian says of photos."""

    told = gettext_lazy("有一位说不行，就是不行。")
    figures = line(gettext_lazy("监护人的六位数"), 12)
    may = forms.TypedChoiceField(
        label=gettext_lazy("照片能不能公开"),
        choices=[("no", gettext_lazy("不能")), ("yes", gettext_lazy("可以"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )


class AskLook(VerbForm):
    """What for."""

    purpose = line(gettext_lazy("为什么要看"), 200)


class Announce(DeskForm):
    """An event that comes."""

    title = line(gettext_lazy("什么活动"), 80)
    festival = forms.ChoiceField(
        label=gettext_lazy("什么节日"),
        choices=[("", gettext_lazy("不是节日")), *Festival.choices],
        required=False,
    )
    audience = forms.ChoiceField(label=gettext_lazy("给谁"), choices=Audience.choices)
    facility = picked(gettext_lazy("在哪个场地"), Facility, required=False)
    starts_at = moment(gettext_lazy("什么时候开始"))
    ends_at = moment(gettext_lazy("什么时候结束"))
    volunteers = picked(
        gettext_lazy("也是志愿者的哪场活动"),
        Activity,
        required=False,
        help_text=gettext_lazy("选了就是同一场，统计只算一次。"),
    )

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("facility", centre.facilities.all())
        self.offer("volunteers", activities_for(centre, clock.now()))


class Hold(VerbForm):
    """It took place."""

    count = number(gettext_lazy("来了多少人次"), most=1_000_000)
    children = number(gettext_lazy("其中孩子"), most=1_000_000, required=False)
    photos = FilesField(
        label=gettext_lazy("照片（只给工作人员看）"), limits=PHOTOS, most=9, required=False
    )


class Join(VerbForm):
    """The same event as one of the volunteers."""

    volunteers = picked(gettext_lazy("志愿者的哪场活动"), Activity)

    def prepare(self) -> None:
        """Those around that day that belong to no event yet."""
        self.offer("volunteers", activities_for(self.thing.centre, self.thing.starts_at))


def month_of(said: str, today: date) -> date:
    """The first day of the month of an address; of this month where it is none."""
    return day_said(f"{said}-01") or today.replace(day=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=32)).replace(day=1)


def today() -> date:
    """The day here."""
    return local_day(clock.now())
