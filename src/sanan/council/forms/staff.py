"""What staff fill in, one form for each verb, in Tabler's dress."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import Category
from sanan.council.actions.bodies import Door
from sanan.council.enums import Kind, Level, Matter, MeetingState, Way
from sanan.council.models import Council, Hall, Meeting, Seat, Topic
from sanan.kit import words
from sanan.people.models import Org, Person
from sanan.places.models import Place, beyond
from sanan.process.forms import PICK, DeskForm, VerbForm, area, day, line, moment, picked


class Why(VerbForm):
    """The reason, for everyone."""

    text = area(_("说明（会公开）"))


class NewTopic(DeskForm):
    """A topic put by staff."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("地点"), empty_label=PICK)
    title = forms.CharField(label=_("议题"), max_length=120)
    text = area(_("是什么事，想议出什么"), rows=4, most=5000)
    level = forms.ChoiceField(label=_("由哪一级解决"), choices=Level.choices, initial="community")
    matter = forms.ChoiceField(label=_("依法属于哪类事"), choices=Matter.choices)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class Admit(VerbForm):
    """Taking a topic up."""

    council = picked(_("由哪个组织来议"), Council)
    title = line(_("公开的标题"))
    text = area(_("公开的内容（请遮住名字和电话）"), rows=4, most=5000)
    level = forms.ChoiceField(label=_("由哪一级解决"), choices=Level.choices)
    matter = forms.ChoiceField(label=_("依法属于哪类事"), choices=Matter.choices)
    why = line(_("为什么列入（会公开）"), 300)

    def prepare(self) -> None:
        """As it was put; by one of the bodies that this person runs."""
        names = ("title", "text", "level", "matter")
        self.initial = {**{n: getattr(self.thing, n) for n in names}, **self.initial}
        self.offer("council", Council.objects.run_by(self.by).order_by("pk"))


class Schedule(VerbForm):
    """Onto a meeting's agenda."""

    meeting = picked(_("哪一场会"), Meeting)

    def prepare(self) -> None:
        """Meetings to come."""
        over = [MeetingState.HELD, MeetingState.CANCELLED]
        found = Meeting.objects.visible_to(self.by).exclude(state__in=over)
        self.offer("meeting", found.order_by("starts_at"))


class Finish(VerbForm):
    """The result, for everyone."""

    result = area(_("办成了什么（会公开）"))


class Plan(DeskForm):
    """A date for a meeting."""

    council: Any = forms.ModelChoiceField(
        Council.objects.none(), label=_("哪个组织的会"), empty_label=PICK
    )
    title = forms.CharField(label=_("会议名称"), max_length=120)
    starts_at = moment(_("什么时候开"))
    hall: Any = forms.ModelChoiceField(
        Hall.objects.none(), label=_("订议事厅"), required=False, empty_label=_("不订")
    )
    where = forms.CharField(label=_("在哪里开（订了议事厅可不写）"), max_length=120, required=False)
    live_url = forms.URLField(label=_("直播地址"), required=False, assume_scheme="https")
    merged_first_two = forms.BooleanField(
        label=_("书记主任一肩挑，提议和商议合并开"), required=False
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Council.objects.run_by(person).select_related("place").order_by("pk")
        self.offer("council", mine)
        self.offer("hall", halls_near(c.place.path for c in mine))


def halls_near(paths: Iterable[str]) -> Any:
    """Halls of the villages in which these places lie."""
    halls = Hall.objects.none()
    for path in paths:
        halls = halls | Hall.objects.filter(
            place__path__gte=path[: 4 * Place.steplen], place__path__lt=beyond(path)
        )
    return halls.distinct().order_by("pk")


class Rearrange(DeskForm):
    """Another time or place."""

    starts_at = moment(_("什么时候开"))
    hall: Any = forms.ModelChoiceField(
        Hall.objects.none(), label=_("订议事厅"), required=False, empty_label=_("不订")
    )
    where = forms.CharField(label=_("在哪里开（订了议事厅可不写）"), max_length=120, required=False)
    live_url = forms.URLField(label=_("直播地址"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        booked = meeting.booking
        hall = booked.hall if booked else None
        start = {
            "starts_at": timezone.localtime(meeting.starts_at),
            "hall": hall,
            "where": "" if hall and hall.name == meeting.where else meeting.where,
            "live_url": meeting.live_url,
        }
        super().__init__(*args, initial=start, **kwargs)
        self.offer("hall", halls_near([meeting.council.place.path]))


class Past(DeskForm):
    """A meeting held before, in short."""

    council: Any = forms.ModelChoiceField(
        Council.objects.none(), label=_("哪个组织的会"), empty_label=PICK
    )
    title = forms.CharField(label=_("会议名称"), max_length=120)
    held_at = moment(_("什么时候开的"))
    where = forms.CharField(label=_("在哪里开的"), max_length=120, required=False)
    problems = forms.IntegerField(label=_("提出几个问题"), min_value=0, max_value=999)
    solved = forms.IntegerField(label=_("解决几个"), min_value=0, max_value=999)
    minutes = area(_("会议情况"), required=False, most=20_000)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("council", Council.objects.run_by(person).order_by("pk"))


class SignIn(DeskForm):
    """Someone came, or a proxy for them."""

    seat: Any = forms.ModelChoiceField(Seat.objects.none(), label=_("谁"), empty_label=PICK)
    way = forms.ChoiceField(
        label=_("怎样签的"), choices=[(w.value, w.label) for w in (Way.PAPER, Way.PROXY)]
    )
    proxy = forms.CharField(label=_("代理人（本人来就不写）"), max_length=40, required=False)
    proxy_seat: Any = forms.ModelChoiceField(
        Seat.objects.none(), label=_("代理人是名册上的"), required=False, empty_label=_("不是")
    )
    written_word = forms.BooleanField(label=_("已收到本人的书面委托"), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roll = meeting.council.seats.order_by("household", "pk")
        self.offer("seat", roll.exclude(attendance__meeting=meeting))
        self.offer("proxy_seat", roll)


class Hold(DeskForm):
    """The end of a meeting."""

    minutes = area(_("会议情况"), required=False, most=20_000)
    problems = forms.IntegerField(
        label=_("提出几个问题（不写就是议题数）"), min_value=0, max_value=999, required=False
    )
    solved = forms.IntegerField(label=_("当场解决几个"), min_value=0, max_value=999, initial=0)


class OpenVote(DeskForm):
    """A question put to a meeting."""

    topic: Any = forms.ModelChoiceField(Topic.objects.none(), label=_("议题"), empty_label=PICK)
    question = forms.CharField(label=_("问什么（能回答同意或不同意）"), max_length=300)
    secret = forms.BooleanField(label=_("无记名"), required=False)
    closes_at = moment(_("什么时候截止（可不写）"), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("topic", Topic.objects.filter(agenda__meeting=meeting))


class Adopt(DeskForm):
    """The words of a resolution."""

    text = area(_("决议写什么"), rows=4, most=20_000)


class Publish(DeskForm):
    """How long it is shown."""

    days = forms.IntegerField(label=_("公示几天"), min_value=1, max_value=365, initial=7)


class Assign(DeskForm):
    """A task with its owner and day."""

    text = forms.CharField(label=_("要办什么"), max_length=300)
    owner: Any = forms.ModelChoiceField(Org.objects.none(), label=_("谁来办"), empty_label=PICK)
    due_on = day(_("哪天以前办好"))
    category: Any = forms.ModelChoiceField(
        Category.objects.order_by("code"),
        label=_("类别（不选就由派单员来派）"),
        required=False,
        empty_label=PICK,
    )
    same_case = forms.BooleanField(label=_("就是居民反映的那件事"), required=False)

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        top = topic.place.path[: 2 * Place.steplen]
        units = Org.objects.filter(place__path__gte=top, place__path__lt=beyond(top))
        self.offer("owner", units.order_by("-place__path", "name"))
        if topic.case_id is None:
            del self.fields["same_case"]


class NewSeat(DeskForm):
    """A member."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    household = forms.CharField(label=_("哪一户"), max_length=120, required=False)
    since_on = day(_("任期从"))
    until_on = day(_("到"), required=False)
    representative = forms.BooleanField(label=_("村民代表"), required=False)
    woman = forms.BooleanField(label=_("妇女"), required=False)
    area = forms.DecimalField(
        label=_("面积（平方米，业主才填）"),
        required=False,
        min_value=0,
        max_digits=11,
        decimal_places=2,
    )

    def clean_area(self) -> int:
        """In hundredths of a square metre."""
        return int((self.cleaned_data["area"] or 0) * 100)


class NewCouncil(DeskForm):
    """A body."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("地点"), empty_label=PICK)
    name = forms.CharField(label=_("名称"), max_length=80)
    kind = forms.ChoiceField(label=_("是什么组织"), choices=Kind.choices)
    monthly = forms.BooleanField(label=_("每月开一次"), required=False)
    area = forms.DecimalField(
        label=_("建筑总面积（平方米，业主大会才填）"),
        required=False,
        min_value=0,
        max_digits=13,
        decimal_places=2,
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)

    def clean_area(self) -> int:
        """In hundredths of a square metre."""
        return int((self.cleaned_data["area"] or 0) * 100)


class Roll(DeskForm):
    """An owners' table, pasted: name, door, area, and what tells namesakes apart."""

    rows = area(_("每行一套：姓名，门牌，面积（平方米），证件后四位"), rows=8, most=20_000)

    def clean_rows(self) -> list[Door]:
        """One door a line; the wrong line is named."""
        return [_door(n, line) for n, line in enumerate(self._lines(), 1) if line.strip()]

    def _lines(self) -> list[str]:
        return words.half(str(self.cleaned_data["rows"])).replace("\t", ",").splitlines()


def _door(number: int, line: str) -> Door:
    from decimal import Decimal, InvalidOperation

    name, door, area, owner, *_rest = [*(p.strip() for p in line.split(",")), "", "", "", ""]
    try:
        exact = Decimal(area) * 100
    except InvalidOperation:
        exact = Decimal("0.5")
    if not name or not door or not exact.is_finite() or exact != int(exact):
        raise forms.ValidationError(
            _("第 %(n)d 行看不懂，请对照上面的格式。"), params={"n": number}
        )
    return Door(name, door, int(exact), owner)


class NewHall(DeskForm):
    """A hall."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("地点"), empty_label=PICK)
    name = forms.CharField(label=_("名称"), max_length=80, initial=_("议事厅"))
    holds = forms.IntegerField(label=_("坐多少人"), min_value=1, max_value=5000, initial=30)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class Book(DeskForm):
    """A time in a hall."""

    hall: Any = forms.ModelChoiceField(Hall.objects.none(), label=_("议事厅"), empty_label=PICK)
    begins_at = moment(_("从"))
    ends_at = moment(_("到"))
    purpose = forms.CharField(label=_("做什么用"), max_length=120)

    def __init__(self, *args: Any, halls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("hall", halls)
