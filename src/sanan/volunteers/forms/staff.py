"""What organisers fill in, one form for each verb."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.process.forms import (
    DeskForm,
    RowsField,
    VerbForm,
    area,
    day,
    line,
    moment,
    number,
    picked,
    several,
    tick,
)
from sanan.volunteers.enums import DESK, IdKind, Noted, Quality, Sex
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.models import Activity, Volunteer


def stands(form: VerbForm, *names: str) -> None:
    """Begin with what the thing has now."""
    for name in names:
        form.initial.setdefault(name, getattr(form.thing, name))


def orgs_of(person: Person) -> Any:
    """Organisations at or under the places that this person organises."""
    return Org.objects.filter(below(person, DESK)).order_by("name")


class Because(VerbForm):
    """A reason, which the person concerned reads."""

    danger = True
    reason = line(_("原因（会告诉本人）"), 200)


class NewProject(DeskForm):
    """A project."""

    org = picked(_("哪个组织"), Org)
    place = picked(_("在哪里"), Place)
    name = line(_("项目名称"))
    work = forms.ChoiceField(label=_("服务类别"), choices=Work.choices)
    about = area(_("做什么"), required=False)
    begins_on = day(_("从哪天起"))
    ends_on = day(_("到哪天（可以不填）"), required=False)

    def __init__(self, *args: Any, person: Person, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", orgs_of(person))
        self.offer("place", places)


class ActivityForm(DeskForm):
    """When, where, what, for how many."""

    title = line(_("活动名称"))
    starts_at = moment(_("开始"))
    ends_at = moment(_("结束"))
    where = line(_("集合地点"))
    content = area(_("做什么"), required=False)
    recipients = line(_("服务对象（可以不填）"), required=False)
    capacity = number(_("要几个人（0 为不限）"), most=100_000, initial=0)


class NewActivity(ActivityForm):
    """An activity."""

    min_age = number(_("最小年龄（0 为不限）"), most=120, initial=0, required=False)
    risky = tick(_("有人身危险"))
    insurance = line(_("买了什么保险（有危险的活动必填）"), required=False)
    past = tick(_("补记已经办过的活动"))

    def clean(self) -> dict[str, Any]:
        """An age left out is none."""
        cleaned = super().clean() or {}
        if "min_age" not in self.errors:
            cleaned["min_age"] = cleaned.get("min_age") or 0
        return cleaned


class Change(ActivityForm, VerbForm):
    """An activity at another time or place."""

    def prepare(self) -> None:
        """As it stands now."""
        stands(self, "title", "starts_at", "ends_at", "where", "content", "recipients", "capacity")


class Finish(VerbForm):
    """How many were served."""

    beneficiaries = number(_("服务了多少人次"), most=1_000_000, initial=0)

    def prepare(self) -> None:
        """As it stands now."""
        self.initial.setdefault("beneficiaries", self.thing.beneficiaries or 0)


class Enter(DeskForm):
    """Someone on the list who did not sign up on the phone."""

    volunteer = line(_("志愿者编号或手机号"), 40)


class Hours(DeskForm):
    """The hours of everyone ticked; who served for other times gets lines of their own."""

    began_at = moment(_("开始"))
    ended_at = moment(_("结束"))
    breaks = number(_("休息（分钟）"), most=1440, initial=0)
    travel = number(_("路上（分钟）"), most=1440, initial=0)
    signed = tick(_("都在纸面名单上签了字（算本人已确认）"))
    people: Any = RowsField(
        Volunteer.objects.none(),
        label=_("给谁记"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请先勾选到场的人。")},
    )

    def __init__(self, *args: Any, activity: Activity, there: Any, **kwargs: Any) -> None:
        start = {"began_at": activity.starts_at, "ended_at": activity.ends_at}
        kwargs.setdefault("initial", {**start, "people": [each.pk for each in there]})
        super().__init__(*args, **kwargs)
        self.offer("people", there)


class Correct(VerbForm):
    """Other times for a record, and why."""

    reason = line(_("为什么改（会告诉本人）"), 300)
    began_at = moment(_("开始"))
    ended_at = moment(_("结束"))
    breaks = number(_("休息（分钟）"), most=1440, initial=0)
    travel = number(_("路上（分钟）"), most=1440, initial=0)

    def prepare(self) -> None:
        """As it stands now."""
        stands(self, "began_at", "ended_at", "breaks", "travel")


class Settle(VerbForm):
    """The answer to a volunteer's request."""

    granted = forms.ChoiceField(
        label=_("怎么答复"), choices=[("yes", _("同意，按提的时间改")), ("no", _("不改"))]
    )
    answer = line(_("说明（会告诉本人）"), 300)

    def clean_granted(self) -> bool:
        """As a yes or no."""
        return bool(self.cleaned_data["granted"] == "yes")


class Rate(VerbForm):
    """How well it was done."""

    quality = forms.ChoiceField(label=_("服务质量"), choices=Quality.choices)


class Enrol(DeskForm):
    """A volunteer who came in person."""

    name = line(_("姓名"), 40)
    phone = line(_("手机号"), 20)
    place = picked(_("住在哪里"), Place)
    skills = several(_("会做什么"), Work.choices)
    sex = forms.ChoiceField(
        label=_("性别（可以不填）"), choices=[("", _("不填")), *Sex.choices], required=False
    )
    birth_on = day(_("生日（可以不填）"), required=False)
    id_kind = forms.ChoiceField(label=_("证件类型"), choices=IdKind.choices, required=False)
    id_number = line(_("证件号码（可以不填）"), 30, required=False)
    guardian = tick(_("未满 14 岁，监护人在场并同意"))
    agreed = tick(_("本人看过怎样使用信息，已经在纸上签字同意"), required=True)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class NoteForm(DeskForm):
    """A training, an honour, an evaluation."""

    org = picked(_("哪个组织"), Org)
    kind = forms.ChoiceField(label=_("是什么"), choices=Noted.choices)
    title = line(_("内容"))
    on = day(_("日期"))
    minutes = number(_("培训几分钟（没有写 0）"), most=100_000, initial=0)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", orgs_of(person))


class Certify(DeskForm):
    """A certificate for someone who asked in person."""

    org = picked(_("出具单位"), Org)
    since_on = day(_("从哪天"))
    until_on = day(_("到哪天"))
    notes = line(_("备注（可以不填）"), 200, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", orgs_of(person))


class Issue(VerbForm):
    """A certificate that was asked for."""

    notes = line(_("备注（可以不填）"), 200, required=False)


class TeamForm(DeskForm):
    """What a certificate says about its issuer."""

    head = line(_("负责人"), 40)
    phone = line(_("联系电话"), 20)
    register_no = line(_("登记号或统一社会信用代码（可以不填）"), 40, required=False)
    about = line(_("做什么（可以不填）"), 300, required=False)
    since_on = day(_("成立日期"))


class NewTeam(TeamForm):
    """The same, for an organisation that has none yet."""

    org = picked(_("哪个组织"), Org)
    field_order = ("org", "head", "phone", "register_no", "about", "since_on")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", orgs_of(person).filter(team=None))


class Export(DeskForm):
    """Why whole identity numbers are taken out."""

    since_on = day(_("从哪天"))
    until_on = day(_("到哪天"))
    purpose = line(_("导出去做什么（会记下来）"), 200)
