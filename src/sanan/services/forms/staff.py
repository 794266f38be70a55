"""What the desk fills in, one form for each verb."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.kit import phones
from sanan.kit.errors import Invalid
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.process.forms import (
    PICK,
    DeskForm,
    PersonField,
    RowsField,
    VerbForm,
    Words,
    area,
    day,
    moment,
    several,
    units_around,
)
from sanan.services.enums import Bond, Door, Free, Post, RejectReason, Skill, To
from sanan.services.forms.fields import EMPTY
from sanan.services.forms.resident import SCORES
from sanan.services.models import Helper, MenuItem, Order, Partner
from sanan.services.queries.partners import to_relay

TEAM = "volunteer_team"


class Screen(VerbForm):
    """Read and found in order."""

    note = Words(label=_("给同事的话（可以不写）"), required=False, max_length=500)


class Reject(VerbForm):
    """Why not."""

    reason = forms.ChoiceField(label=_("为什么不能安排"), choices=RejectReason.choices)
    text = area(_("还想说明的（下单的人会看到）"), required=False, most=300)


class Dispatch(VerbForm):
    """To whom it is put."""

    to = forms.ChoiceField(label=_("派给"), choices=To.choices, initial=To.POOL)
    team: Any = forms.ModelChoiceField(
        Org.objects.none(), required=False, label=_("哪支队伍"), empty_label=PICK
    )
    person = PersonField(Person.objects.none(), required=False, label=_("哪个人"), empty_label=PICK)
    note = Words(label=_("给同事的话（可以不写）"), required=False, max_length=500)

    def prepare(self) -> None:
        """The teams and people of the order's community."""
        order: Order = self.thing
        here = Helper.objects.standing().filter(place_id=order.village_id)
        teams = Org.objects.filter(kind=TEAM, place__path__in=line(order.village.path))
        self.offer("team", teams.order_by("name"))
        people = Person.objects.filter(helping__in=here, is_active=True)
        self.offer("person", people.order_by("name").distinct())


class Confirm(VerbForm):
    """Both sides agree."""

    note = Words(label=_("核对情况（可以不写）"), required=False, max_length=500)


class Cancel(VerbForm):
    """Why."""

    reason = Words(label=_("为什么取消"), max_length=300, error_messages={**EMPTY})


class Rate(VerbForm):
    """What the person served says, told by whoever ordered for them."""

    score = forms.TypedChoiceField(label=_("他评几分"), choices=SCORES, coerce=int)
    comment = area(_("他说的话"), required=False)
    charged = forms.BooleanField(label=_("有人要了钱或者东西"), required=False)


class Purpose(DeskForm):
    """Why a number is looked at."""

    purpose = Words(label=_("为什么要看电话"), max_length=200, error_messages={**EMPTY})


class NewOrder(DeskForm):
    """An order for someone who has no phone, or who called."""

    place: Any = forms.ModelChoiceField(
        Place.objects.none(), label=_("在哪里（小区、楼）"), empty_label=PICK
    )
    item: Any = forms.ModelChoiceField(
        MenuItem.objects.none(), required=False, label=_("要什么服务"), empty_label=_("单子里没有")
    )
    title = Words(label=_("单子里没有的，写一句"), required=False, max_length=60)
    text = area(_("情况"), required=False, most=2000)
    for_whom = Words(label=_("给谁"), max_length=40, error_messages={**EMPTY})
    address = Words(label=_("单元和门牌"), required=False, max_length=120)
    phone = Words(label=_("电话（没有就不写，打给您）"), required=False, max_length=40)
    wanted_at = moment(_("想要什么时候"), required=False)
    door = forms.ChoiceField(
        label=_("怎样说的"),
        choices=[(d.value, d.label) for d in (Door.PHONE, Door.VISIT, Door.COUNTER)],
    )
    token = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.fields["place"].label_from_instance = _named  # type: ignore[attr-defined]
        above = {path for p in places for path in line(p.path)}
        menu = MenuItem.objects.filter(place__path__in=above, retired_at__isnull=True)
        self.offer("item", menu.select_related("place").order_by("place__path", "pk"))
        self.fields["item"].label_from_instance = _item  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """A number that can be called, or nothing."""
        text = self.cleaned_data["phone"]
        try:
            return phones.personal(text) if text else ""
        except Invalid as error:
            raise forms.ValidationError(str(error.sentence)) from error


def _named(place: Place) -> str:
    return str(place.full_name or place.spoken)


def _item(item: MenuItem) -> str:
    return f"{item.title} · {item.place.spoken}"


class NewItem(DeskForm):
    """A service on the menu."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("哪个社区"), empty_label=PICK)
    title = Words(label=_("叫什么"), max_length=60, error_messages={**EMPTY})
    text = Words(label=_("一句话说明"), required=False, max_length=300)
    post = forms.ChoiceField(label=_("属于哪类岗位"), choices=Post.choices)
    skill = forms.ChoiceField(label=_("要会什么"), choices=Skill.choices)
    minutes = forms.IntegerField(label=_("大约几分钟"), min_value=5, max_value=480, initial=60)
    risky = forms.BooleanField(label=_("有风险，要先办保险"), required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class NewHelper(DeskForm):
    """Someone who registers at the counter."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("哪个社区"), empty_label=PICK)
    username = Words(label=_("用户名"), max_length=40, error_messages={**EMPTY})
    bond = forms.ChoiceField(label=_("是"), choices=Bond.choices)
    unit: Any = forms.ModelChoiceField(
        Org.objects.none(), required=False, label=_("单位（在职党员必填）"), empty_label=_("没有")
    )
    skills = several(_("会做什么"), Skill.choices)
    posts = several(_("认领什么岗位"), Post.choices)
    free = several(_("什么时候有空"), Free.choices)
    most = forms.IntegerField(label=_("一个月最多请几次"), min_value=1, max_value=31, initial=4)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("unit", units_around(places))

    def clean_username(self) -> Person:
        """The person of that user name."""
        found = Person.objects.filter(username=self.cleaned_data["username"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("没有这个用户。没有账号的人，请他用手机号自己报到。"))
        return found


class JoinTeam(DeskForm):
    """A helper into a team."""

    team: Any = forms.ModelChoiceField(Org.objects.none(), label=_("哪支队伍"), empty_label=PICK)

    def __init__(self, *args: Any, helper: Helper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Org.objects.filter(kind=TEAM, place__path__in=line(helper.place.path))
        self.offer("team", teams.exclude(service_members__helper=helper).order_by("name"))


class NewUnit(DeskForm):
    """A unit registers."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("哪个社区"), empty_label=PICK)
    unit: Any = forms.ModelChoiceField(Org.objects.none(), label=_("哪个单位"), empty_label=PICK)
    posts = several(_("认领什么岗位"), Post.choices)
    offers = Words(label=_("能提供什么（场地、物资、专业）"), required=False, max_length=300)
    contact = Words(label=_("联系人"), required=False, max_length=40)
    since_on = day(_("从哪天起"))

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("unit", units_around(places))


class MakeSlip(DeskForm):
    """Which quarter."""

    quarter = forms.ChoiceField(label=_("哪个季度"))

    def __init__(self, *args: Any, quarters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["quarter"]
        field.choices = [(q.key, q.name) for q in quarters]


class CheckOut(DeskForm):
    """The last day."""

    until_on = day(_("到哪天为止"))


class NewOutage(DeskForm):
    """A planned interruption."""

    places: Any = RowsField(
        Place.objects.none(),
        label=_("影响哪些村和社区（按住 Ctrl 可以选几个）"),
        widget=forms.SelectMultiple({"size": 8, "class": "form-select"}),
    )
    where = Words(label=_("具体哪里"), max_length=200, error_messages={**EMPTY})
    reason = Words(label=_("为什么"), max_length=200, error_messages={**EMPTY})
    begins_at = moment(_("从"))
    ends_at = moment(_("到"))

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = Place.objects.within(partner.county).of_kind("village")
        self.offer("places", inside.order_by("path"))
        self.fields["places"].label_from_instance = _named  # type: ignore[attr-defined]

    def clean_places(self) -> list[Place]:
        """As a list."""
        return list(self.cleaned_data["places"])


class RelayForm(VerbForm):
    """What was said in the chat; what could be said stands there already."""

    text = area(_("转告的话（不要有名字和电话）"), most=500)

    def suggestion(self, name: str) -> Any:
        """The matter and the answer, with names and numbers left out."""
        return to_relay(self.thing) if name == "text" else None
