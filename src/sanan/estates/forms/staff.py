"""What the desk writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.council.enums import Kind
from sanan.council.models import Council
from sanan.estates.enums import LEAST_SEATS, MOST_SEATS, Danger, Reason
from sanan.estates.models import Dwelling, Estate, StaffMember
from sanan.estates.queries.estate import buildings_of
from sanan.files.forms import PAPERS, FilesField
from sanan.people.enums import OrgKind
from sanan.people.models import Org
from sanan.places.models import Place
from sanan.process.forms import (
    DeskForm,
    RowsField,
    VerbForm,
    YuanField,
    area,
    day,
    line,
    moment,
    number,
    picked,
    units_around,
)

MOST_HOURS = 720


def _papers(label: Any, *, required: bool = False) -> FilesField:
    return FilesField(limits=PAPERS, most=6, label=label, required=required)


class Register(DeskForm):
    """An estate of the region tree."""

    place = picked(_("哪个小区"), Place)
    assembly = picked(_("它的业主大会（没有就空着，以后按房屋登记设立）"), Council, required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("assembly", Council.objects.filter(kind=Kind.OWNERS, place__in=places))


class OpenAccounts(VerbForm):
    """What lies in the two accounts on the day they are taken over."""

    fund = YuanField(label=_("维修资金账上有（元）"))
    common = YuanField(label=_("公共收益账上有（元）"))
    opened_on = day(_("从哪天起记账"))


class Hours(VerbForm):
    """How long each rung has."""

    told = _("急修每一级都是两小时，不用定。")
    property_hours = number(_("物业几小时没办好，转小区党支部"), least=1, most=MOST_HOURS)
    branch_hours = number(_("党支部几小时没办好，转社区"), least=1, most=MOST_HOURS)
    community_hours = number(_("社区几小时没办好，转乡镇"), least=1, most=MOST_HOURS)

    def prepare(self) -> None:
        """As it is now."""
        for name in self.fields:
            self.fields[name].initial = getattr(self.thing, name)


class Roll(VerbForm):
    """A button that says what it does."""

    told = _("业主按手机号和姓名认人：一人有几套房，面积加起来，人数算一个。表决正在进行时不能换。")


class Codes(VerbForm):
    """A button that says what it does."""

    told = _("给还没有码的楼栋各做一张，住户扫码就知道是哪栋楼。")


class Sign(DeskForm):
    """A contract."""

    estate = picked(_("哪个小区"), Estate)
    company = picked(_("物业公司"), Org)
    begins_on = day(_("从哪天起"))
    ends_on = day(_("到哪天止"))
    fee = YuanField(label=_("物业费每平方米每月（元）"))

    def __init__(self, *args: Any, estates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("estate", estates)
        companies = units_around([each.place for each in estates])
        self.offer("company", companies.filter(kind=OrgKind.PROPERTY_COMPANY))


class Promise(VerbForm):
    """A line of the service standards."""

    what = line(_("什么"), 60, hint=_("例如：楼道保洁"))
    text = line(_("做到什么样"), 200, hint=_("例如：每天一次，每周拖洗一次"))


class Employ(VerbForm):
    """Somebody of the company."""

    name = line(_("姓名"), 40)
    duty = line(_("做什么"), 40, hint=_("例如：项目经理、电梯安全管理员"))
    permit = line(_("证书（要有证的岗位写）"), 60, required=False)
    since_on = day(_("从哪天起"))


class Leave(VerbForm):
    """Somebody leaves."""

    member = picked(_("谁"), StaffMember)
    until_on = day(_("最后一天"))

    def prepare(self) -> None:
        """Who is there."""
        self.offer("member", self.thing.staff.filter(until_on__isnull=True))


class EndContract(VerbForm):
    """Over, and why."""

    danger = True
    ended_on = day(_("最后一天"))
    text = area(_("为什么结束（到期、解除、业主大会决定）"), most=300)


class Plan(DeskForm):
    """A use of the fund."""

    estate = picked(_("哪个小区"), Estate)
    title = line(_("做什么"), 100, hint=_("例如：更换 2 号楼电梯曳引机"))
    reason = area(_("为什么要做，怎么做"), most=1000)
    estimate = YuanField(label=_("预算（元，最多用这么多）"))
    uploads = _papers(_("报价、检测报告（可以不附）"))

    def __init__(self, *args: Any, estates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("estate", estates)


class Put(VerbForm):
    """When the owners are counted."""

    told = _(
        "法定提前 15 天通知。人数和面积都要有三分之二以上参加，再各过半数同意（民法典第二百七十八条）。"
    )
    starts_at = moment(_("表决哪天开始"))
    where = line(_("在哪里（书面表决就写“书面表决”）"), 120)


class Urgent(VerbForm):
    """A danger, its evidence."""

    told = _(
        "只有清单上的险情可以不表决。要有现场照片或检验报告，由提方案以外的人核实，过后照样决算公开。"
    )
    hazard = forms.ChoiceField(label=_("是哪一种险情"), choices=Danger.choices)
    text = area(_("现场情况"), most=500)
    uploads = _papers(_("现场照片或检验报告"), required=True)

    def given(self) -> dict[str, Any]:
        """The danger by the name that the action has for it."""
        given = super().given()
        return {**given, "danger": given.pop("hazard")}


class Start(VerbForm):
    """Works begin."""

    contractor = line(_("施工单位"), 80)
    price = YuanField(label=_("工程款（元，不超过预算）"))
    started_on = day(_("开工日期"))


class Pay(VerbForm):
    """A payment from the fund's account."""

    told = _("记在维修资金账户上，随当月的账一起公开；票据在账里上传。")
    amount = YuanField(label=_("付多少（元）"))
    on = day(_("哪天付的"))
    voucher_no = line(_("凭证号"), 24)
    summary = line(_("摘要"), 120, required=False)


class Accept(VerbForm):
    """Works are as agreed."""

    accepted_on = day(_("验收日期"))
    accepted_by = line(_("谁验收的"), 200, hint=_("例如：业委会 林某、社区 庄溪、物业 傅霖"))
    warranty_until = day(_("质保到哪天"))
    uploads = _papers(_("验收单、照片（可以不附）"))


class Answer(VerbForm):
    """What the company says to a rating."""

    text = area(_("怎么改，什么时候改好"), most=1000)


class Contact(DeskForm):
    """A household seen."""

    dwelling = picked(_("哪一户"), Dwelling)
    on = day(_("哪天"))
    reason = forms.ChoiceField(label=_("为什么去"), choices=Reason.choices)
    summary = area(
        _("说了什么（只有您自己看得到）"),
        required=False,
        most=2000,
        hint=_("统计只数看过几户，不看为什么。"),
    )

    def __init__(self, *args: Any, homes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("dwelling", homes)


class Post(DeskForm):
    """A notice."""

    estate = picked(_("哪个小区"), Estate)
    buildings = RowsField(
        Place.objects.none(),
        label=_("给哪几栋（一栋都不勾就是全小区）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    title = line(_("标题"), 80)
    text = area(_("内容"), rows=5)
    until_on = day(_("张贴到哪天"))

    def __init__(self, *args: Any, estates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("estate", estates)
        found = Place.objects.none()
        for each in estates:
            found = found | buildings_of(each)
        self.offer("buildings", found.order_by("path"))


class Call(DeskForm):
    """A term of the owners' committee."""

    estate = picked(_("哪个小区"), Estate)
    seats = number(_("几名委员（5 至 11 的单数）"), least=LEAST_SEATS, most=MOST_SEATS)
    number = number(_("第几届"), least=1, most=99)
    begins_on = day(_("任期从哪天起"))
    ends_on = day(_("到哪天止（不超过五年）"))

    def __init__(self, *args: Any, estates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("estate", estates)


class Stand(VerbForm):
    """A candidate, by the dwelling that is theirs."""

    dwelling = picked(_("哪套房的业主"), Dwelling)
    says = area(_("自己的介绍（会公开）"), required=False, most=500)

    def prepare(self) -> None:
        """The estate's dwellings, with their owners' names for the desk."""
        self.offer("dwelling", self.thing.estate.dwellings.select_related("building"))
        field: Any = self.fields["dwelling"]
        field.label_from_instance = lambda home: f"{home.door} {home.owner}"


class Publicise(VerbForm):
    """When the owners vote."""

    told = _("法定提前 15 天通知。每名候选人一张无记名票，人数和面积都按民法典第二百七十八条算。")
    starts_at = moment(_("投票哪天开始"))
    where = line(_("在哪里"), 120)


class Why(VerbForm):
    """A reason."""

    text = area(_("说明"), most=300)
