"""What the desk writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import Urgency
from sanan.files.forms import PHOTOS, FilesField
from sanan.inspection.enums import (
    BY_HAND,
    ContactKind,
    Duty,
    EvidenceKind,
    Grade,
    Group,
    Mode,
    RecusalWhy,
    Source,
    Theme,
    TransferKind,
)
from sanan.inspection.models import Milestone, Paper, TeamMember
from sanan.kit.files import DEFAULT_LIMITS
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person
from sanan.places.models import Place, PlaceQuerySet
from sanan.process.forms import (
    PICK,
    DeskForm,
    PersonField,
    RowsField,
    TypedSelect,
    VerbForm,
    YuanField,
    area,
    day,
    line,
    number,
    picked,
    tick,
    units_around,
)

SAYS = _("村里的钱、工程、补贴、土地、公开、干部作风，您看到的、觉得不对的，都可以说。")


class VillageField(forms.ModelChoiceField):  # type: ignore[type-arg] # the stubs' class takes one, Django's none
    """A village by the name that people say."""

    def label_from_instance(self, obj: Place) -> str:
        """As people say it."""
        return obj.spoken


class VillagesField(RowsField):
    """Several of them."""

    def label_from_instance(self, obj: Place) -> str:
        """As people say it."""
        return obj.spoken


def village(**more: Any) -> VillageField:
    """One village; the form offers which."""
    return VillageField(Place.objects.none(), label=_("村（社区）"), empty_label=PICK, **more)


def themes() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("类别"), choices=Theme.choices)


def photos(label: Any, *, required: bool = False, hint: Any = "") -> FilesField:
    return FilesField(label=label, limits=PHOTOS, most=9, required=required, help_text=hint)


class Plan(DeskForm):
    """A new inspection."""

    place = picked(_("哪个县"), Place)
    title = line(_("叫什么"), 60, hint=_("例如：第十三届县委第五轮巡察"))
    year = number(_("年度"), least=2000, most=2100)
    number = number(_("第几轮"), least=1, most=99)
    mode = forms.ChoiceField(label=_("方式"), choices=Mode.choices)
    authority = line(_("依据（谁批准的、文号）"), 200)
    plan = area(_("工作方案"), rows=5, most=4000)
    starts_on = day(_("从哪天"))
    ends_on = day(_("到哪天"))
    phone = line(_("值班电话"), 30)
    hours = line(_("时间和地点"), 200, hint=_("例如：工作日 9:00 到 17:00，村部二楼"))
    says = area(_("可以说什么（印在公告上）"), rows=2, most=500)
    organisation = picked(_("组织部门（销号的第三方）"), Org, required=False)

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, initial={"says": SAYS}, **kwargs)
        self.offer("place", places)
        self.offer("organisation", units_around(places))


class Join(VerbForm):
    """Who joins the team, and as what."""

    person = PersonField(Person.objects.none(), label=_("谁"))
    duty = forms.ChoiceField(label=_("职责"), choices=Duty.choices)

    def prepare(self) -> None:
        """Whoever holds a post of inspection in the county and is not in the team."""
        posts = [Role.INSPECTOR, Role.INSPECTION_OFFICE]
        found = Person.objects.filter(positions__role__in=posts, is_active=True)
        found = found.filter(positions__place__path__startswith=self.thing.place.path)
        there = self.thing.team.values("person")
        self.offer("person", found.exclude(pk__in=there).distinct().order_by("name"))


class Leave(VerbForm):
    """Who leaves the team."""

    danger = True
    person = PersonField(Person.objects.none(), label=_("谁"))

    def prepare(self) -> None:
        """The team."""
        there = TeamMember.objects.filter(round=self.thing).values("person")
        self.offer("person", Person.objects.filter(pk__in=there).order_by("name"))


class Aim(VerbForm):
    """A village, its class, and why: written by a person."""

    told = _("选哪个村由人来定。类别和理由只有巡察办和巡察组看得到。")
    place = village(widget=TypedSelect)
    grade = forms.ChoiceField(label=_("类别"), choices=Grade.choices)
    reason = area(_("理由"), rows=2, most=500)

    def prepare(self) -> None:
        """Villages of the county that are not in the round."""
        found: Any = Place.objects.filter(kind="village", path__startswith=self.thing.place.path)
        there = self.thing.targets.values("place")
        self.offer("place", found.exclude(pk__in=there).order_by("path"))


class Declare(VerbForm):
    """From which villages a member stays away; none is an answer, too."""

    told = _(
        "有亲属、任过职或者有别的关系的村都要报。没有就什么都不选，直接点。亲属姓名加密保存，别人看不到。"
    )
    places = VillagesField(
        Place.objects.none(),
        label=_("要回避的村（社区）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    why = forms.ChoiceField(label=_("因为"), choices=RecusalWhy.choices, initial=RecusalWhy.KIN)
    names = line(_("亲属姓名（几个人用空格隔开）"), 200, required=False)

    def prepare(self) -> None:
        """The villages of the round."""
        there = self.thing.targets.values("place")
        self.offer("places", Place.objects.filter(pk__in=there).order_by("path"))


class InVillage(VerbForm):
    """What happened in one village of the round."""

    place = village()

    def prepare(self) -> None:
        """The villages of the round."""
        there = self.thing.targets.visible_to(self.by).values("place")
        self.offer("place", Place.objects.filter(pk__in=there).order_by("path"))


class Register(InVillage):
    """One talk, visit, letter or call."""

    told = _("姓名和内容加密保存，只有巡察组看得到。")
    kind = forms.ChoiceField(label=_("做了什么"), choices=ContactKind.choices)
    group = forms.ChoiceField(label=_("六必访、六必谈里的哪一类"), choices=Group.choices)
    on = day(_("哪天"))
    who = line(_("和谁"), 60)
    note = area(_("说了什么"), required=False, most=1000)


class Survey(InVillage):
    """The three rates of a village on a day."""

    on = day(_("哪天"))
    asked = number(_("问了几个人"), least=1, most=100_000)
    knew = number(_("知道来巡察的"), most=100_000)
    took_part = number(_("来说过、反映过的"), most=100_000)
    satisfied = number(_("满意的"), most=100_000)


class FeedBack(VerbForm):
    """The day of the feedback meeting."""

    told = _("采用的底稿都列入整改台账，一个月内报整改方案；村民从今天起看得到问题（概括的话）。")
    on = day(_("哪天开的反馈会（空着就是今天）"), required=False)


class Take(DeskForm):
    """A clue, from what was ticked or from a visit."""

    place = village()
    theme = themes()
    text = area(_("线索是什么"), rows=4, most=2000, hint=_("加密保存，只有巡察组看得到。"))
    source = forms.ChoiceField(
        label=_("从哪里来的"), choices=[(s.value, s.label) for s in BY_HAND], initial=Source.VISIT
    )

    def __init__(self, *args: Any, villages: Any, quoted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", villages)
        if quoted:
            del self.fields["source"]


class Purpose(VerbForm):
    """Why the words are read as they were said."""

    told = _("看的人、时间和用途都记下来。")
    purpose = line(_("为什么要看"), 200)


class Found(VerbForm):
    """What was seen."""

    note = area(_("核实到什么"), most=1000)


class Why(VerbForm):
    """A reason."""

    why = area(_("为什么"), rows=2, most=300)


class Fix(VerbForm):
    """An order to mend something at once."""

    told = _(
        "对方马上收到，按紧急程度计时：危险 3 天、断水断电断气 7 天、一般 15 天（县里可以改）。"
    )
    to = picked(_("谁来改"), Org)
    requirement = area(_("要求（对方看得到）"), rows=3, most=1000)
    shown_text = line(_("概括成一句话（村民看得到）"), 300)
    urgency = forms.ChoiceField(
        label=_("有多急"),
        choices=[c for c in Urgency.choices if c[0] != Urgency.COMPLEX],
        initial=Urgency.ORDINARY,
    )
    uploads = photos(_("整改前的照片"), required=True)

    def prepare(self) -> None:
        """The village's committee and the township above it."""
        place = self.thing.target.place
        kinds = [OrgKind.VILLAGE_COMMITTEE, OrgKind.TOWNSHIP, OrgKind.DEPARTMENT]
        found = Org.objects.filter(kind__in=kinds)
        line_of = [place.path[:n] for n in range(len(place.path) + 1)]
        self.offer("to", found.filter(place__path__in=line_of).order_by("-place__path", "name"))


class Mended(VerbForm):
    """It was seen to be mended."""

    uploads = photos(_("整改后的照片"), required=True)
    show = tick(_("照片上没有人脸、车牌和号码，可以给村民看"))


class HandOver(VerbForm):
    """To whom a clue goes."""

    told = _("内容加密，只有巡察组和接收的单位看得到。举报信请反映人走密封通道，不要抄到这里。")
    kind = forms.ChoiceField(label=_("移交什么"), choices=TransferKind.choices)
    to = picked(_("移交给"), Org, widget=TypedSelect)
    text = area(_("内容"), rows=4, most=2000)

    def prepare(self) -> None:
        """Bodies of the county."""
        top = [self.thing.target.round.place]
        kinds = [OrgKind.DISCIPLINE, OrgKind.DEPARTMENT, OrgKind.COUNTY_OFFICE]
        self.offer("to", units_around(top).filter(kind__in=kinds))


class Write(DeskForm):
    """A working paper."""

    place = village()
    theme = themes()
    problem = line(_("问题（概括，村民看得到）"), 300, hint=_("不写人名、电话、证件号。"))
    facts = area(_("事实"), rows=6, most=4000, hint=_("加密保存，只有巡察组看得到。"))
    persons = line(_("涉及的人"), 300, required=False, hint=_("加密保存，只有巡察组看得到。"))
    amount_fen = YuanField(label=_("涉及金额（元）"), required=False)
    clause = line(_("违反哪一条规定"), 200)
    root_cause = area(_("原因"), rows=2, most=500)
    repeat_of = line(
        _("屡查屡犯：以前那份底稿的编号"),
        20,
        required=False,
        hint=_("例如 2023-1-14；不是就空着。"),
    )

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", villages)


class Amend(VerbForm):
    """The same, written anew."""

    theme = themes()
    problem = line(_("问题（概括，村民看得到）"), 300)
    facts = area(_("事实"), rows=6, most=4000)
    persons = line(_("涉及的人"), 300, required=False)
    amount_fen = YuanField(label=_("涉及金额（元）"), required=False)
    clause = line(_("违反哪一条规定"), 200)
    root_cause = area(_("原因"), rows=2, most=500)
    repeat_of = line(_("屡查屡犯：以前那份底稿的编号"), 20, required=False)

    def suggestion(self, name: str) -> Any:
        """As it stands."""
        paper: Paper = self.thing
        if name == "amount_fen":
            return f"{paper.amount_fen / 100:.2f}" if paper.amount_fen else ""
        if name == "repeat_of":
            return paper.repeat_of.reference if paper.repeat_of else ""
        return getattr(paper, name)


class Prove(VerbForm):
    """A piece of evidence."""

    kind = forms.ChoiceField(label=_("种类"), choices=EvidenceKind.choices)
    what = line(_("是什么"), 200)
    dated_on = day(_("证据本身的日期"), hint=_("不是上传的日期。"))
    uploads = FilesField(label=_("文件或照片"), limits=DEFAULT_LIMITS, most=9, required=False)


class Confirm(VerbForm):
    """Who confirmed the facts."""

    confirmed_by = line(_("哪个单位确认的"), 80)
    on = day(_("哪天"))


class Classify(VerbForm):
    """The theme under which it is told."""

    theme = themes()

    def suggestion(self, name: str) -> Any:
        """As it was written."""
        return self.thing.theme if name == "theme" else None


class Note(VerbForm):
    """What is missing."""

    note = area(_("缺什么"), rows=2, most=500)


class ItemPlan(VerbForm):
    """A plan of rectification."""

    measures = area(_("怎么改"), rows=3, most=1000, hint=_("村民看得到，请不要写人名。"))
    owner = picked(_("哪个单位来改（空着就不变）"), Org, required=False, widget=TypedSelect)
    due_on = day(_("哪天改完"))

    def prepare(self) -> None:
        """Units of the county."""
        self.offer("owner", units_around([self.thing.place]))


class Report(VerbForm):
    """Progress."""

    text = area(_("做到哪一步"), rows=3, most=1000, hint=_("村民看得到，请不要写人名。"))
    uploads = photos(_("照片、凭证"))
    recovered_fen = YuanField(label=_("这次挽回的资金（元）"), required=False)


class Submit(VerbForm):
    """What was done."""

    done_text = area(_("改成了什么样"), rows=3, most=1000, hint=_("村民看得到，请不要写人名。"))


class Extend(VerbForm):
    """Longer, and why."""

    due_on = day(_("到哪天"))
    why = area(_("为什么一时改不完（村民看得到）"), rows=2, most=500)


class Verify(VerbForm):
    """What was seen there."""

    note = area(_("现场看到什么"), rows=2, most=500)
    show = tick(_("照片上没有人脸、车牌和号码，可以给村民看"))


class Result(VerbForm):
    """What came of it."""

    result = area(_("办理结果"), most=1000)


class Raise(DeskForm):
    """A work that stands still."""

    place = picked(_("哪里"), Place)
    title = line(_("推动什么"), 120)
    text = area(_("卡在哪里"), rows=3, most=1000)
    org = picked(_("承办单位"), Org, widget=TypedSelect)

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("org", units_around(places))


class Set(VerbForm):
    """A milestone."""

    title = line(_("节点"), 80, hint=_("例如：竣工验收、交钥匙"))
    due_on = day(_("哪天要到"))


class Reach(VerbForm):
    """Which milestone."""

    milestone = picked(_("哪个节点"), Milestone)
    text = line(_("说明"), 300, required=False)

    def prepare(self) -> None:
        """Those that are not reached."""
        self.offer("milestone", self.thing.milestones.filter(reached_on=None))
