"""What people write about work and courses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.livelihood.enums import CourseKind, Skill
from sanan.livelihood.forms.handovers import SCORES
from sanan.livelihood.forms.households import chosen, clock_time
from sanan.livelihood.models import Employer, Job, Member, Session, Trainer
from sanan.livelihood.queries.workers import workers_at
from sanan.places.models import Place, PlaceQuerySet
from sanan.process.forms import (
    DeskForm,
    ResidentVerbForm,
    RowsField,
    VerbForm,
    YuanField,
    area,
    day,
    line,
    moment,
    number,
    picked,
    several,
)


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg] # as in process.forms
    """A registered person by family number and name."""

    def label_from_instance(self, obj: Member) -> str:
        """Two of one name are told apart by their families."""
        return f"{obj.household.number} {obj.name}"


class MembersField(RowsField):
    """Several of them."""

    def label_from_instance(self, obj: Member) -> str:
        """As above."""
        return f"{obj.household.number} {obj.name}"


class _AtPlace(DeskForm):
    place = picked(_("哪里"), Place)

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class NewEmployer(_AtPlace):
    """Somebody who offers work."""

    name = line(_("单位名称"), 80)
    credit_no = line(_("统一社会信用代码"), 20, required=False)
    contact = line(_("联系人"), 40)
    phone = line(_("电话"), 20)


class Check(VerbForm):
    """What was looked at."""

    finding = area(_("看了什么：执照、地址、有没有欠薪"), most=500)


class Bar(VerbForm):
    """Why no longer."""

    danger = True
    told = _("这个单位正在招的岗位会一起停招。")
    reason = area(_("为什么"), most=500)


class NewJob(DeskForm):
    """A job."""

    employer = picked(_("用工单位"), Employer)
    title = line(_("岗位"), 60)
    about = area(_("做什么"), most=1000)
    pay = line(_("报酬"), 60, hint=_("例如：每件 0.6 元，或者每月 2,800 元。"))
    skills = several(_("要会什么"), Skill.choices)
    begins = clock_time(_("几点上班"), _("时间自己定的就空着。"))
    ends = clock_time(_("几点下班"))
    km = forms.DecimalField(
        label=_("离小区几公里"), min_value=0, max_value=200, max_digits=4, decimal_places=1
    )
    wanted = number(_("招几个人"), least=1, most=1000)
    until_on = day(_("招到哪天"), required=False)

    def __init__(self, *args: Any, employers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("employer", employers)


class ApplyFor(DeskForm):
    """An application that the centre writes for somebody."""

    job = picked(_("岗位"), Job)
    name = line(_("姓名"), 40)
    phone = line(_("手机号"), 20)

    def __init__(self, *args: Any, jobs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("job", jobs)


class Apply(DeskForm):
    """An application by phone."""

    look = ResidentVerbForm.look
    name = line(_("您的姓名"), 40)
    phone = line(_("手机号"), 20, hint=_("只给社区工作人员联系您用。"))


class Match(VerbForm):
    """Who of the register it is."""

    told = _("是不是优先村的人，看名册，不看本人怎么说。")
    member = MemberField(Member.objects.none(), label=_("名册里的哪一位"))

    def prepare(self) -> None:
        """Those of that name, and of a family with that number."""
        near = Member.objects.at(self.thing.place).living()
        named = near.filter(name=self.thing.name)
        phoned = near.filter(household__phone_hash=self.thing.phone_hash)
        rows = (named | phoned).select_related("household").order_by("household__number", "pk")
        self.offer("member", rows)


class TurnDown(VerbForm):
    """Why not."""

    danger = True
    reason = line(
        _("为什么没有成"), 300, hint=_("本人看得到。优先村的人写了原因，后面的人才能上岗。")
    )


class Withdraw(ResidentVerbForm):
    """A button alone."""

    danger = True
    folded = True


class NewTrainer(_AtPlace):
    """A third party that teaches."""

    name = line(_("机构名称"), 80)
    contract_no = line(_("合同编号"), 40)
    since_on = day(_("合同开始"))
    until_on = day(_("合同结束"))
    fee_fen = YuanField(label=_("合同金额（元）"), required=False)


class EndTrainer(VerbForm):
    """Why no longer."""

    danger = True
    reason = area(_("为什么结束"), most=500)


class NewCourse(_AtPlace):
    """A course."""

    title = line(_("课程"), 60)
    kind = chosen(_("哪一类"), CourseKind.choices)
    trainer = picked(_("由哪个培训机构上（空着就是自己上）"), Trainer, required=False)
    least = number(_("到几次可以发证"), least=1, most=100, initial=1)

    def __init__(self, *args: Any, trainers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("trainer", trainers)


class Schedule(VerbForm):
    """One session."""

    title = line(_("这次讲什么"), 60)
    starts_at = moment(_("什么时候"))


class Attend(VerbForm):
    """Who was there."""

    told = _("一个人一次课只算一次；人数和人次分开数。")
    session = picked(_("哪一次课"), Session)
    members = MembersField(
        Member.objects.none(), label=_("谁来了"), widget=forms.SelectMultiple({"size": 12})
    )

    def prepare(self) -> None:
        """Its sessions, and who of the community is old enough to work."""
        self.offer("session", self.thing.sessions.all())
        self.offer("members", workers_at(self.thing.place))


class Rate(VerbForm):
    """What a participant gave."""

    member = MemberField(Member.objects.none(), label=_("哪位学员"))
    score = forms.TypedChoiceField(label=_("几分"), choices=SCORES, coerce=int)

    def prepare(self) -> None:
        """Who was there."""
        there = Member.objects.filter(attendances__session__course=self.thing).distinct()
        self.offer("member", there.select_related("household").order_by("household__number"))


class Revoke(VerbForm):
    """Why a certificate no longer holds."""

    danger = True
    reason = line(_("为什么撤销"), 200)
