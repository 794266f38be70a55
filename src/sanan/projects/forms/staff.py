"""What the desk fills in, one form for each verb."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.files.forms import PAPERS, FilesField
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.forms import (
    DeskForm,
    Nothing,
    PersonField,
    RowsField,
    VerbForm,
    area,
    day,
    line,
    number,
    picked,
    tick,
    units_around,
)
from sanan.projects.actions.assessing import HEARD_DAYS
from sanan.projects.actions.meetings import Asked
from sanan.projects.actions.reports import Said
from sanan.projects.enums import (
    BlockerKind,
    Level,
    MilestoneKind,
    Rounding,
    State,
    Subjects,
)
from sanan.projects.forms.fields import PercentField, WanField
from sanan.projects.models import Project, ProjectSet, Report
from sanan.projects.queries.assessing import example, ruleset
from sanan.projects.queries.written import curve

CURVE_HINT = _("每月平均推进就空着；有曲线就写 1 到 12 月累计的百分数，最后是 100。")
UNITS = (OrgKind.COUNTY_OFFICE, OrgKind.DEPARTMENT, OrgKind.TOWNSHIP, OrgKind.ENTERPRISE)


def officers_at(county: Place) -> Any:
    """Who reports projects in a county, by name."""
    return (
        Person.objects.filter(
            positions__role=Role.PROJECT_OFFICER,
            positions__place__path__startswith=county.path,
            is_active=True,
        )
        .distinct()
        .order_by("name")
    )


class Register(DeskForm):
    """A project."""

    name = line(_("项目名称"))
    number = line(_("项目代码（投资项目在线审批平台）"), 40, required=False)
    level = forms.ChoiceField(label=_("级别"), choices=Level.choices, initial=Level.COUNTY)
    state = forms.ChoiceField(label=_("现在到哪一步"), choices=State.choices[:-1])
    place = picked(_("在哪里"), Place)
    lead_org = picked(_("责任单位"), Org)
    officer = PersonField(Person.objects.none(), label=_("谁来报月报"), required=False)
    total_fen = WanField(label=_("总投资（万元）"), help_text=_("还没有定就空着，不要写 0。"))
    sector = line(_("行业"), 40, required=False)
    owner = line(_("业主单位"), 80, required=False)
    contractor = line(_("施工单位"), 80, required=False)
    lead_cadre = line(_("挂钩领导"), 40, required=False)
    funding = line(_("资金来源"), 200, required=False)
    starts_on = day(_("计划开工"), required=False)
    ends_on = day(_("计划完工"), required=False)
    lat = forms.FloatField(label=_("纬度"), required=False, min_value=3, max_value=54)
    lon = forms.FloatField(label=_("经度"), required=False, min_value=73, max_value=136)
    summary = area(_("建设内容"), required=False, most=1000)

    def __init__(self, *args: Any, places: Any, county: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("lead_org", units_around([county]).filter(kind__in=UNITS))
        self.offer("officer", officers_at(county))


class Amend(VerbForm):
    """Its particulars."""

    name = line(_("项目名称"))
    number = line(_("项目代码（投资项目在线审批平台）"), 40, required=False)
    level = forms.ChoiceField(label=_("级别"), choices=Level.choices)
    lead_org = picked(_("责任单位"), Org)
    officer = PersonField(Person.objects.none(), label=_("谁来报月报"), required=False)
    total_fen = WanField(label=_("总投资（万元）"))
    owner = line(_("业主单位"), 80, required=False)
    contractor = line(_("施工单位"), 80, required=False)
    lead_cadre = line(_("挂钩领导"), 40, required=False)
    funding = line(_("资金来源"), 200, required=False)
    starts_on = day(_("计划开工"), required=False)
    ends_on = day(_("计划完工"), required=False)
    lat = forms.FloatField(label=_("纬度"), required=False, min_value=3, max_value=54)
    lon = forms.FloatField(label=_("经度"), required=False, min_value=73, max_value=136)
    summary = area(_("建设内容"), required=False, most=1000)

    def prepare(self) -> None:
        """The units and officers of the county."""
        self.offer("lead_org", units_around([self.thing.county]).filter(kind__in=UNITS))
        self.offer("officer", officers_at(self.thing.county))

    def suggestion(self, name: str) -> Any:
        """What stands."""
        return getattr(self.thing, name)


class Plan(VerbForm):
    """A year's plan."""

    year = number(_("年度"), least=2000, most=2100)
    amount_fen = WanField(label=_("年度计划投资（万元）"), required=True)
    curve = line(_("按月曲线"), 200, required=False, hint=CURVE_HINT)
    reason = line(_("调整原因和文件依据"), 300, required=False, hint=_("第一次定计划可以不写。"))

    def given(self) -> dict[str, Any]:
        """The curve in twelve parts."""
        return {**self.cleaned_data, "curve": curve(self.cleaned_data["curve"])}


class Reach(VerbForm):
    """A milestone."""

    kind = forms.ChoiceField(label=_("哪个节点"), choices=MilestoneKind.choices)
    planned_on = day(_("计划哪天"), required=False)
    reached_on = day(_("实际哪天达到"), required=False)


class Block(VerbForm):
    """What stands in the way and who owes it."""

    told = _("卡点会变成一件有期限的事，直接派给欠账的单位。")
    kind = forms.ChoiceField(label=_("卡在哪里"), choices=BlockerKind.choices)
    org = picked(_("哪个单位来解决"), Org)
    text = area(_("具体卡在什么地方，要对方做什么"), most=1000)

    def prepare(self) -> None:
        """The units of the county."""
        self.offer("org", units_around([self.thing.county]).filter(kind__in=UNITS))


class Move(VerbForm):
    """One step further."""

    note = line(_("说明（可以不写）"), 300, required=False)


class Drop(Move):
    """No more."""

    danger = True


class Fill(VerbForm):
    """A month's figures."""

    invested_fen = WanField(
        label=_("今年累计完成投资（万元）"), help_text=_("不知道就空着，不要写 0。")
    )
    physical = PercentField(label=_("形象进度（%）"))
    progress = area(_("进展"), required=False, rows=2, most=500)
    problems = area(_("问题"), required=False, rows=2, most=500)
    explained = line(_("说明（变少或者突增时写）"), 300, required=False)
    uploads = FilesField(label=_("照片、进度款单据"), required=False, limits=PAPERS)

    def suggestion(self, name: str) -> Any:
        """What stands."""
        return getattr(self.thing, name, None) if isinstance(self.thing, Report) else None

    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        values = dict(self.cleaned_data)
        uploads = values.pop("uploads")
        return {"said": Said(**values), "uploads": uploads}


class Correct(Fill):
    """Another version of a month."""

    reason = line(_("更正的原因"), 300)
    field_order = ("reason",)

    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        reason = self.cleaned_data.pop("reason")
        return {**super().given(), "reason": reason}


class Why(VerbForm):
    """A reason."""

    text = area(_("原因"), rows=2, most=300)


class Verify(VerbForm):
    """Looked at."""

    told = _("请对照凭证或者现场看过再核实。")
    note = line(_("看了什么（可以不写）"), 300, required=False)


class MonthLines(forms.Form):
    """All projects of an officer in one month; fields are named by the project's code."""

    def __init__(self, *args: Any, rows: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            if row.editable:
                self._add(row)

    def _add(self, row: Any) -> None:
        code, before = row.project.code, row.suggested
        fields: Mapping[str, tuple[forms.Field, Any]] = {
            "invested_fen": (WanField(label=_("今年累计完成投资（万元）")), before.invested_fen),
            "physical": (PercentField(label=_("形象进度（%）")), before.physical),
            "progress": (area(_("进展"), required=False, rows=2, most=500), before.progress),
            "problems": (area(_("问题"), required=False, rows=2, most=500), before.problems),
            "explained": (line(_("说明（变少或者突增时写）"), 300, required=False), ""),
        }
        for name, (field, value) in fields.items():
            field.widget.attrs["class"] = "form-control"
            field.initial = value
            self.fields[f"{name}-{code}"] = field

    def lines(self) -> list[tuple[Any, list[Any]]]:
        """Each project with its fields."""
        return [
            (row, [self[n] for n in self.fields if n.endswith(f"-{row.project.code}")])
            for row in self.rows
        ]

    def given(self) -> list[tuple[Project, Said]]:
        """What each says; what was left as it was empty says nothing and is left out."""
        found = []
        for row in self.rows:
            if not row.editable:
                continue
            code = row.project.code
            said = Said(**{n: self.cleaned_data[f"{n}-{code}"] for n in Said.__dataclass_fields__})
            if said.invested_fen is not None or said.progress or said.problems:
                found.append((row.project, said))
        return found

    def refuse(self, refused: Mapping[int, Any]) -> None:
        """Set each refusal beside its project."""
        for row in self.rows:
            if (no := refused.get(row.project.pk)) is not None:
                name = {"invested": "invested_fen"}.get(no.field, no.field or "invested_fen")
                field = f"{name}-{row.project.code}"
                self.add_error(field if field in self.fields else None, str(no.sentence))


class Compile(DeskForm):
    """A list of projects."""

    title = line(_("名单叫什么"), 60, hint=_("例如：省市重点项目。"))
    year = number(_("年度"), least=2000, most=2100)
    within: Any = forms.ModelChoiceField(
        ProjectSet.objects.none(),
        label=_("是哪份名单的一部分"),
        required=False,
        empty_label=_("单独一份"),
        help_text=_("例如省级重点是省市重点的一部分，这样不会重复算。"),
    )
    rounding = forms.ChoiceField(
        label=_("超时序怎么取整"), choices=Rounding.choices, initial=Rounding.LAST
    )
    places = number(_("保留几位小数"), most=4, initial=1)
    curve = line(_("按月曲线"), 200, required=False, hint=CURVE_HINT)
    projects: Any = RowsField(
        Project.objects.none(), label=_("哪些项目"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, county: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("within", ProjectSet.objects.filter(place=county, state="in_use", within=None))
        self.offer("projects", Project.objects.filter(county=county).exclude(state=State.DROPPED))

    def given(self) -> dict[str, Any]:
        """The curve in twelve parts."""
        return {**self.cleaned_data, "curve": curve(self.cleaned_data["curve"])}


class Listed(VerbForm):
    """Which projects stand on a list."""

    projects: Any = RowsField(
        Project.objects.none(), label=_("哪些项目"), widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        """Those of the county, or of the list that this one lies in."""
        whole = self.thing.within
        rows = whole.projects.all() if whole else Project.objects.filter(county=self.thing.place)
        self.offer("projects", rows.exclude(state=State.DROPPED))

    def suggestion(self, name: str) -> Any:
        """Those that stand there."""
        return list(self.thing.projects.all()) if name == "projects" else None


class Hold(DeskForm):
    """A scheduling meeting with up to three tasks; more are added on its page."""

    title = line(_("调度什么"), 80)
    held_on = day(_("哪天开的"))
    chaired_by = line(_("谁主持"), 40)
    minutes = area(_("会议纪要"), required=False)

    def __init__(self, *args: Any, county: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county


class Assign(DeskForm):
    """A task of a meeting."""

    org = picked(_("哪个单位"), Org)
    project = picked(_("哪个项目"), Project, required=False)
    text = line(_("要做什么"), 300)
    due_on = day(_("哪天以前"))

    def __init__(self, *args: Any, county: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", units_around([county]).filter(kind__in=UNITS))
        self.offer("project", Project.objects.filter(county=county))

    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        return {"asked": Asked(**self.cleaned_data)}


class RuleText(forms.CharField):
    """Rules as JSON text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 18, "spellcheck": "false"}), **kwargs)

    def clean(self, value: Any) -> Any:
        """The data; faults of the text are told with their line."""
        text = super().clean(value)
        if not text:
            return text
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as no:
            told = _("第 %(line)s 行看不懂：%(why)s") % {"line": no.lineno, "why": no.msg}
            raise forms.ValidationError(told) from None


class WriteRules(DeskForm):
    """A version of rules."""

    title = line(_("规则名称"), 60, hint=_("同一个名称下一版接一版。"))
    version = line(_("版本号"), 20)
    subjects = forms.ChoiceField(label=_("考评谁"), choices=Subjects.choices)
    rules_text = RuleText(label=_("规则"), help_text=_("写法见 docs/scoring.md。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            text = orjson.dumps(example(), option=orjson.OPT_INDENT_2).decode()
            self.fields["rules_text"].initial = text
            self.fields["title"].initial = example()["title"]
            self.fields["version"].initial = example()["version"]


class Try(forms.Form):
    """Rules tried on a quarter; nothing is written down."""

    period = forms.CharField(label=_("哪个季度"), max_length=6, help_text=_("写成 2026Q3。"))
    rules_text = RuleText(label=_("改过的规则（空着就用原来的）"), required=False)

    def clean_rules_text(self) -> Any:
        """Read at once, so that faults stand beside the text."""
        data = self.cleaned_data["rules_text"]
        if data:
            ruleset(data)
        return data


class Assess(VerbForm):
    """Which quarter."""

    period = line(_("哪个季度"), 6, hint=_("写成 2026Q3。"))


class Judge(VerbForm):
    """A manual score."""

    score = forms.CharField(widget=forms.HiddenInput)
    item = forms.ChoiceField(label=_("哪一项"))
    points = forms.DecimalField(label=_("多少分"), max_digits=8, decimal_places=2)
    evidence = area(_("依据"), rows=2, most=500)


class Show(VerbForm):
    """Before publication."""

    told = _("被考评的项目和单位会看到自己的得分，%(days)s 个工作日里可以提异议。") % {
        "days": HEARD_DAYS
    }


class Object(forms.Form):
    """What is wrong with a score."""

    text = area(_("哪里不对，依据是什么"), most=1000)


class Provincial(DeskForm):
    """The province's list of a quarter."""

    period = line(_("哪个季度"), 6, hint=_("写成 2026Q3。"))
    among_ten = tick(_("进了全省前十"))
    rank = number(_("第几名（没有公布就空着）"), least=1, most=200, required=False)
    source = line(_("从哪里看到的（文件名、文号或者报道）"), 200)
    address = forms.URLField(label=_("网址"), required=False, assume_scheme="https")
    note = line(_("备注"), 300, required=False)


class Lock(forms.Form):
    """Which month."""

    month = forms.CharField(widget=forms.HiddenInput, max_length=7)


class Check(DeskForm):
    """A notice's text and table, to be set side by side."""

    text = area(_("文字稿"), required=False, rows=6, most=10_000)
    table = area(
        _("表格（从 Excel 复制粘贴）"),
        required=False,
        rows=8,
        most=20_000,
        hint=_("每行：单位、项目数、计划（亿元）、完成（亿元）、完成率。"),
    )


class Unblock(VerbForm):
    """The way is free."""

    text = line(_("怎么解决的（可以不写）"), 300, required=False)


class StillBlocked(VerbForm):
    """It is not."""

    text = area(_("还卡在哪里"), rows=2, most=500)


PROJECT_FORMS: Mapping[str, Any] = {
    "block": Block,
    "reach": Reach,
    "prepare": Move,
    "approve": Move,
    "start": Move,
    "build": Move,
    "complete": Move,
    "accept": Move,
    "operate": Move,
    "plan": Plan,
    "amend": Amend,
    "drop": Drop,
}
REPORT_FORMS: Mapping[str, Any] = {
    "fill": Fill,
    "submit": Nothing,
    "verify": Verify,
    "send_back": Why,
    "lock": Nothing,
}
TASK_FORMS: Mapping[str, Any] = {
    "finish": Why,
    "confirm": Nothing,
    "reject": Why,
    "drop": Why,
}
