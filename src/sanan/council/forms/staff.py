"""What staff fill in, one form for each verb, in Tabler's dress."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import Category
from sanan.council.actions.bodies import Door
from sanan.council.enums import Choice, Kind, Level, Matter, MeetingState, Way
from sanan.council.models import AgendaItem, Council, Hall, Meeting, Seat, Topic
from sanan.council.rules.ballots import DOORS
from sanan.kit import words
from sanan.kit.numbers import whole
from sanan.people.models import Org, Person
from sanan.places.models import Place, beyond
from sanan.process.forms import DeskForm, VerbForm, area, day, line, moment, number, picked, tick


class Why(VerbForm):
    """The reason, for everyone."""

    text = area(_("说明（会公开）"))


class NewTopic(DeskForm):
    """A topic put by staff."""

    place = picked(_("地点"), Place)
    title = line(_("议题"))
    text = area(_("是什么事，想议出什么"), rows=4, most=5000)
    level = forms.ChoiceField(label=_("由哪一级解决"), choices=Level.choices, initial="community")
    matter = forms.ChoiceField(label=_("依法属于哪类事"), choices=Matter.choices)


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

    council = picked(_("哪个组织的会"), Council)
    title = line(_("会议名称"))
    starts_at = moment(_("什么时候开"))
    hall: Any = forms.ModelChoiceField(
        Hall.objects.none(), label=_("订议事厅"), required=False, empty_label=_("不订")
    )
    where = line(_("在哪里开（订了议事厅可不写）"), required=False)
    live_url = forms.URLField(label=_("直播地址"), required=False, assume_scheme="https")
    merged_first_two = tick(_("书记主任一肩挑，提议和商议合并开"))

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


class Rearrange(VerbForm):
    """Another time or place."""

    starts_at = moment(_("什么时候开"))
    hall = picked(_("订议事厅"), Hall, required=False)
    where = line(_("在哪里开（订了议事厅可不写）"), required=False)
    live_url = forms.URLField(label=_("直播地址"), required=False, assume_scheme="https")

    def prepare(self) -> None:
        """As it stands; another hall of the village."""
        meeting, booked = self.thing, self.thing.booking
        hall = booked.hall if booked else None
        self.initial = {
            "starts_at": timezone.localtime(meeting.starts_at),
            "hall": hall,
            "where": "" if hall and hall.name == meeting.where else meeting.where,
            "live_url": meeting.live_url,
            **self.initial,
        }
        self.offer("hall", halls_near([meeting.council.place.path]))
        field: Any = self.fields["hall"]
        field.empty_label = _("不订")


class Past(DeskForm):
    """A meeting held before, in short."""

    council = picked(_("哪个组织的会"), Council)
    title = line(_("会议名称"))
    held_at = moment(_("什么时候开的"))
    where = line(_("在哪里开的"), required=False)
    problems = number(_("提出几个问题"), most=999)
    solved = number(_("解决几个"), most=999)
    minutes = area(_("会议情况"), required=False, most=20_000)


class SignIn(VerbForm):
    """Someone came, or a proxy for them."""

    seat = picked(_("谁"), Seat)
    way = forms.ChoiceField(
        label=_("怎样签的"), choices=[(w.value, w.label) for w in (Way.PAPER, Way.PROXY)]
    )
    proxy = line(_("代理人（本人来就不写）"), 40, required=False)
    proxy_seat = picked(_("代理人是名册上的"), Seat, required=False)
    written_word = tick(_("已收到本人的书面委托"))

    def prepare(self) -> None:
        """Whoever has not signed in yet; a proxy from the same roll."""
        roll = self.thing.council.seats.order_by("household", "pk")
        self.offer("seat", roll.exclude(attendance__meeting=self.thing))
        self.offer("proxy_seat", roll)
        field: Any = self.fields["proxy_seat"]
        field.empty_label = _("不是")


class Deliberate(VerbForm):
    """What was said about one topic of the agenda."""

    item = picked(_("议题"), AgendaItem)
    text = area(_("会上怎么说的"), most=20_000)

    def prepare(self) -> None:
        """The agenda."""
        self.offer("item", self.thing.agenda.select_related("topic__place", "meeting"))


class Hold(VerbForm):
    """The end of a meeting."""

    minutes = area(_("会议情况"), required=False, most=20_000)
    problems = number(_("提出几个问题（不写就是议题数）"), most=999, required=False)
    solved = number(_("当场解决几个"), most=999, initial=0)


class OpenVote(DeskForm):
    """A question put to a meeting."""

    topic = picked(_("议题"), Topic)
    question = line(_("问什么（能回答同意或不同意）"), 300)
    secret = tick(_("无记名"))
    closes_at = moment(_("什么时候截止（可不写）"), required=False)


class ByMember(VerbForm):
    """A table with one choice for each member, `<part>-<key of the seat>`; those left alone count not."""

    part = "choice"
    values = tuple(Choice.values)

    def chosen(self) -> list[tuple[Seat, str]]:
        """Members of this body with what was chosen for each."""
        found = {}
        for name, value in self.data.items():
            part, _dash, key = name.partition("-")
            seat = whole(key)
            if part == self.part and seat is not None and value in self.values:
                found[seat] = str(value)
        seats = Seat.objects.filter(pk__in=found, council=self.thing.meeting.council)
        return [(seat, found[seat.pk]) for seat in seats]


class EnterPapers(ByMember):
    """What stands on the papers, as one of two people reads them."""

    def given(self) -> dict[str, Any]:
        """The papers."""
        return {"papers": self.chosen()}


class ShowHands(ByMember):
    """What hands were raised."""

    def given(self) -> dict[str, Any]:
        """By seat."""
        return {"hands": {seat.pk: choice for seat, choice in self.chosen()}}


class Settle(ByMember):
    """Which door counts, as one of two people sees it."""

    part = "door"
    values = tuple(door.value for door in DOORS)

    def given(self) -> dict[str, Any]:
        """By seat."""
        return {"doors": [(seat, Way(door)) for seat, door in self.chosen()]}


class Adopt(DeskForm):
    """The words of a resolution."""

    text = area(_("决议写什么"), rows=4, most=20_000)


class Publish(VerbForm):
    """How long it is shown."""

    days = number(_("公示几天"), least=1, most=365, initial=7)


class Assign(VerbForm):
    """A task with its owner and day."""

    text = line(_("要办什么"), 300)
    owner = picked(_("谁来办"), Org)
    due_on = day(_("哪天以前办好"))
    category = picked(_("类别（不选就由派单员来派）"), Category, required=False)
    same_case = tick(_("就是居民反映的那件事"))

    def prepare(self) -> None:
        """Units of the county; the topic's own case where it has one."""
        topic = self.thing.topic
        top = topic.place.path[: 2 * Place.steplen]
        units = Org.objects.filter(place__path__gte=top, place__path__lt=beyond(top))
        self.offer("owner", units.order_by("-place__path", "name"))
        self.offer("category", Category.objects.order_by("code"))
        if topic.case_id is None:
            del self.fields["same_case"]


def square_metres(label: Any, most: int) -> forms.DecimalField:
    """An area as people write it."""
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=most, decimal_places=2
    )


class NewSeat(VerbForm):
    """A member."""

    name = line(_("姓名"), 40)
    household = line(_("哪一户"), required=False)
    since_on = day(_("任期从"))
    until_on = day(_("到"), required=False)
    representative = tick(_("村民代表"))
    woman = tick(_("妇女"))
    area = square_metres(_("面积（平方米，业主才填）"), 11)

    def clean_area(self) -> int:
        """In hundredths of a square metre."""
        return int((self.cleaned_data["area"] or 0) * 100)


class EndTerm(VerbForm):
    """The last day of a member's term."""

    seat = picked(_("谁"), Seat)
    until_on = day(_("任期到哪天"))

    def prepare(self) -> None:
        """Members of the roll."""
        self.offer("seat", self.thing.seats.order_by("household", "pk"))


class NewCouncil(DeskForm):
    """A body."""

    place = picked(_("地点"), Place)
    name = line(_("名称"), 80)
    kind = forms.ChoiceField(label=_("是什么组织"), choices=Kind.choices)
    monthly = tick(_("每月开一次"))
    area = square_metres(_("建筑总面积（平方米，业主大会才填）"), 13)

    def clean_area(self) -> int:
        """In hundredths of a square metre."""
        return int((self.cleaned_data["area"] or 0) * 100)


class Roll(VerbForm):
    """An owners' table, pasted: name, door, area, and what tells namesakes apart."""

    rows = area(_("每行一套：姓名，门牌，面积（平方米），证件后四位"), rows=8, most=20_000)

    def clean_rows(self) -> list[Door]:
        """One door a line; the wrong line is named."""
        return [_door(n, line) for n, line in enumerate(self._lines(), 1) if line.strip()]

    def given(self) -> dict[str, Any]:
        """The doors."""
        return {"doors": self.cleaned_data["rows"]}

    def _lines(self) -> list[str]:
        return words.half(str(self.cleaned_data["rows"])).replace("\t", ",").splitlines()


AREA = re.compile(r"\d{1,8}(\.\d{1,2})?", re.ASCII)


def _door(number: int, line: str) -> Door:
    name, door, area, owner, *_rest = [*(p.strip() for p in line.split(",")), "", "", "", ""]
    if not name or not door or AREA.fullmatch(area) is None:
        raise forms.ValidationError(
            _("第 %(n)d 行看不懂，请对照上面的格式。"), params={"n": number}
        )
    return Door(name, door, int(Decimal(area) * 100), owner)


class NewHall(DeskForm):
    """A hall."""

    place = picked(_("地点"), Place)
    name = forms.CharField(label=_("名称"), max_length=80, initial=_("议事厅"))
    holds = number(_("坐多少人"), least=1, most=5000, initial=30)


class Book(DeskForm):
    """A time in a hall."""

    hall = picked(_("议事厅"), Hall)
    begins_at = moment(_("从"))
    ends_at = moment(_("到"))
    purpose = line(_("做什么用"))
