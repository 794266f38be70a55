"""What organisers fill in, one form for each verb, in Tabler's dress."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.volunteers.enums import DESK, IdKind, Noted, Quality, Sex
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.models import Activity, Service, Volunteer

PICK = _("请选择")


class DeskForm(forms.Form):
    """A form with the staff pages' look; each has ids of its own on a page of several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            kind = each.widget.__class__.__name__
            look = {"Select": "form-select", "CheckboxInput": "form-check-input"}
            if kind != "CheckboxSelectMultiple":
                each.widget.attrs.setdefault("class", look.get(kind, "form-control"))

    def offer(self, name: str, rows: Any) -> None:
        """What may be picked in a field."""
        field: Any = self.fields[name]
        field.queryset = rows


def _area(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea({"rows": rows}), max_length=2000
    )


def _line(label: Any, most: int = 120, *, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, **more)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _count(label: Any, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, initial=0, **more)


def _picked(label: Any, model: Any, **more: Any) -> Any:
    return forms.ModelChoiceField(model.objects.none(), label=label, empty_label=PICK, **more)


def orgs_of(person: Person) -> Any:
    """Organisations at or under the places that this person organises."""
    return Org.objects.filter(below(person, DESK)).order_by("name")


class Because(DeskForm):
    """A reason, which the person concerned reads."""

    reason = _line(_("原因(会告诉本人)"), 200)


class Nothing(DeskForm):
    """A button alone."""


class NewProject(DeskForm):
    """A project."""

    org = _picked(_("哪个组织"), Org)
    place = _picked(_("在哪里"), Place)
    name = _line(_("项目名称"))
    work = forms.ChoiceField(label=_("服务类别"), choices=Work.choices)
    about = _area(_("做什么"), required=False)
    begins_on = _day(_("从哪天起"))
    ends_on = _day(_("到哪天(可以不填)"), required=False)

    def __init__(self, *args: Any, person: Person, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", orgs_of(person))
        self.offer("place", places)


class ActivityForm(DeskForm):
    """When, where, what, for how many."""

    title = _line(_("活动名称"))
    starts_at = _moment(_("开始"))
    ends_at = _moment(_("结束"))
    where = _line(_("集合地点"))
    content = _area(_("做什么"), required=False)
    recipients = _line(_("服务对象(可以不填)"), required=False)
    capacity = _count(_("要几个人(0 为不限)"), 100_000)


class NewActivity(ActivityForm):
    """An activity."""

    min_age = _count(_("最小年龄(0 为不限)"), 120, required=False)
    risky = forms.BooleanField(label=_("有人身危险"), required=False)
    insurance = _line(_("买了什么保险(有危险的活动必填)"), required=False)
    past = forms.BooleanField(label=_("补记已经办过的活动"), required=False)

    def clean(self) -> dict[str, Any]:
        """An age left out is none."""
        cleaned = super().clean() or {}
        if "min_age" not in self.errors:
            cleaned["min_age"] = cleaned.get("min_age") or 0
        return cleaned


class Change(ActivityForm):
    """An activity at another time or place."""

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        names = ("title", "starts_at", "ends_at", "where", "content", "recipients", "capacity")
        kwargs.setdefault("initial", {name: getattr(activity, name) for name in names})
        super().__init__(*args, **kwargs)


class Finish(DeskForm):
    """How many were served."""

    beneficiaries = _count(_("服务了多少人次"), 1_000_000)


class Enter(DeskForm):
    """Someone on the list who did not sign up on the phone."""

    volunteer = _line(_("志愿者编号或手机号"), 40)


class Hours(DeskForm):
    """The hours of everyone ticked; who served for other times gets lines of their own."""

    began_at = _moment(_("开始"))
    ended_at = _moment(_("结束"))
    breaks = _count(_("休息(分钟)"), 1440)
    travel = _count(_("路上(分钟)"), 1440)
    signed = forms.BooleanField(label=_("都在纸面名单上签了字(算本人已确认)"), required=False)
    people: Any = forms.ModelMultipleChoiceField(
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


class Correct(DeskForm):
    """Other times for a record, and why."""

    reason = _line(_("为什么改(会告诉本人)"), 300)
    began_at = _moment(_("开始"))
    ended_at = _moment(_("结束"))
    breaks = _count(_("休息(分钟)"), 1440)
    travel = _count(_("路上(分钟)"), 1440)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        names = ("began_at", "ended_at", "breaks", "travel")
        kwargs.setdefault("initial", {name: getattr(service, name) for name in names})
        super().__init__(*args, **kwargs)


class Settle(DeskForm):
    """The answer to a volunteer's request."""

    granted = forms.ChoiceField(
        label=_("怎么答复"), choices=[("yes", _("同意,按提的时间改")), ("no", _("不改"))]
    )
    answer = _line(_("说明(会告诉本人)"), 300)

    def clean_granted(self) -> bool:
        """As a yes or no."""
        return bool(self.cleaned_data["granted"] == "yes")


class Rate(DeskForm):
    """How well it was done."""

    quality = forms.ChoiceField(label=_("服务质量"), choices=Quality.choices)


class Enrol(DeskForm):
    """A volunteer who came in person."""

    name = _line(_("姓名"), 40)
    phone = _line(_("手机号"), 20)
    place = _picked(_("住在哪里"), Place)
    skills = forms.MultipleChoiceField(
        label=_("会做什么"),
        choices=Work.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sex = forms.ChoiceField(
        label=_("性别(可以不填)"), choices=[("", _("不填")), *Sex.choices], required=False
    )
    birth_on = _day(_("生日(可以不填)"), required=False)
    id_kind = forms.ChoiceField(label=_("证件类型"), choices=IdKind.choices, required=False)
    id_number = _line(_("证件号码(可以不填)"), 30, required=False)
    guardian = forms.BooleanField(label=_("未满 14 岁,监护人在场并同意"), required=False)
    agreed = forms.BooleanField(label=_("本人看过怎样使用信息,已经在纸上签字同意"))

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class NoteForm(DeskForm):
    """A training, an honour, an evaluation."""

    org = _picked(_("哪个组织"), Org)
    kind = forms.ChoiceField(label=_("是什么"), choices=Noted.choices)
    title = _line(_("内容"))
    on = _day(_("日期"))
    minutes = _count(_("培训几分钟(没有写 0)"), 100_000)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", orgs_of(person))


class Issue(DeskForm):
    """A certificate for someone who asked in person."""

    org = _picked(_("出具单位"), Org)
    since_on = _day(_("从哪天"))
    until_on = _day(_("到哪天"))
    notes = _line(_("备注(可以不填)"), 200, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", orgs_of(person))


class IssueAsked(DeskForm):
    """A certificate that was asked for."""

    notes = _line(_("备注(可以不填)"), 200, required=False)


class TeamForm(DeskForm):
    """What a certificate says about its issuer."""

    head = _line(_("负责人"), 40)
    phone = _line(_("联系电话"), 20)
    register_no = _line(_("登记号或统一社会信用代码(可以不填)"), 40, required=False)
    about = _line(_("做什么(可以不填)"), 300, required=False)
    since_on = _day(_("成立日期"))


class NewTeam(TeamForm):
    """The same, for an organisation that has none yet."""

    org = _picked(_("哪个组织"), Org)
    field_order = ("org", "head", "phone", "register_no", "about", "since_on")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", orgs_of(person).filter(team=None))


class Export(DeskForm):
    """Why whole identity numbers are taken out."""

    since_on = _day(_("从哪天"))
    until_on = _day(_("到哪天"))
    purpose = _line(_("导出去做什么(会记下来)"), 200)
