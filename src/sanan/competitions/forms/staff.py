"""What the desk, the chair and judges write."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sanan.competitions import panel
from sanan.competitions.enums import EntryState, Refusal, StageKind
from sanan.competitions.models import Competition, Entry, Rubric, ScoreSheet
from sanan.competitions.models.competition import LEAST_PUBLICITY, MOST_PUBLICITY, WHOLE
from sanan.competitions.queries import contest
from sanan.competitions.rules import tied
from sanan.kit import words
from sanan.kit.numbers import whole
from sanan.people.enums import Role
from sanan.people.models import Org, Person
from sanan.places.models import Place, PlaceQuerySet
from sanan.process.forms import (
    DeskForm,
    PersonField,
    RowsField,
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
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.models import Project

BAR = "｜"
WAN = 1_000_000
MOST_PRIZES = 100


def _parts(text: str) -> list[list[str]]:
    """Lines of a text area, each in its parts: a bar in either width stands between them."""
    rows = [row for row in words.clean(text).splitlines() if row.strip()]
    return [[part.strip() for part in row.replace("|", BAR).split(BAR)] for row in rows]


class Lines(forms.CharField):
    """Lines of parts, as somebody types a small table; `take` makes one of each line."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows}), max_length=6000, **kwargs)

    def clean(self, value: Any) -> Any:
        """What the lines say. Raises for one that cannot be read, by its text."""
        found = []
        for parts in _parts(super().clean(value)):
            made = self.take(parts)
            if made is None:
                said = _now("这一行看不懂：%(line)s") % {"line": BAR.join(parts)}
                raise forms.ValidationError(said)
            found.append(made)
        return found

    def take(self, parts: Sequence[str]) -> dict[str, Any] | None:
        """One line; None where it cannot be read."""
        raise NotImplementedError


class Prizes(Lines):
    """一等奖｜1｜3 : name, how many, the money in ten thousand yuan."""

    def take(self, parts: Sequence[str]) -> dict[str, Any] | None:
        name, count, wan = (*parts, "", "")[:3]
        n = words.figures(count)
        money = words.half(wan).removesuffix("万元").removesuffix("万").strip() or "0"
        if not name or not 0 < (whole(n) or 0) <= MOST_PRIZES:
            return None
        amount = panel.figure(money)
        fen = amount * WAN if amount is not None else None
        if fen is None or fen < 0 or fen != int(fen):
            return None
        return {"name": name[:40], "count": int(n), "fen": int(fen)}


class Criteria(Lines):
    """需求｜20｜说明 : name, the most that can be given, what is looked at."""

    def take(self, parts: Sequence[str]) -> dict[str, Any] | None:
        name, most, about = (*parts, "", "")[:3]
        if not name or not words.figures(most):
            return None
        return {"name": name[:40], "most": words.half(most), "step": "1", "about": about[:100]}


class Deeds(Lines):
    """敬老助餐｜给独居老人送饭｜助老 : title, text, field of volunteering."""

    def take(self, parts: Sequence[str]) -> dict[str, Any] | None:
        title, text, work = (*parts, "", "")[:3]
        named = {str(label): value for value, label in Work.choices}
        if not title:
            return None
        return {"title": title[:60], "text": text[:200], "work": named.get(work, "")}


class Announce(DeskForm):
    """A new competition."""

    place = picked(_("哪里"), Place)
    title = line(_("叫什么"), 80)
    hosts = line(_("主办单位"), 200)
    call = area(_("征集公告"), rows=6, most=4000)
    closes_at = moment(_("报名截止"))
    awards = Prizes(
        label=_("奖项"),
        help_text=_("一行一个，从高到低：名称｜几个｜奖金（万元）。例如：一等奖｜1｜3"),
    )
    apart_years = number(_("几年内得过奖的项目不再参评"), most=20)
    publicity_days = number(_("公示几天"), least=LEAST_PUBLICITY, most=MOST_PUBLICITY)

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, initial={"apart_years": 3, "publicity_days": 5}, **kwargs)
        self.offer("place", places)


class Extend(VerbForm):
    """Another deadline."""

    closes_at = moment(_("报名截止"))

    def suggestion(self, name: str) -> Any:
        """The one that holds."""
        return self.thing.closes_at if name == "closes_at" else None


class StageForm(DeskForm):
    """One more round."""

    kind = forms.ChoiceField(label=_("哪一轮"), choices=StageKind.choices)
    weight = number(_("占总分的百分之几"), least=1, most=WHOLE)
    rubric = picked(_("评分标准"), Rubric)
    panel_size = number(_("每个项目几位评委看"), most=99, help_text=_("0 是全体评委都看。"))
    advance = number(_("前几名进入下一轮"), most=999, help_text=_("0 是都进入。"))

    def __init__(self, *args: Any, left: int, **kwargs: Any) -> None:
        first = {"panel_size": 0, "advance": 0, "weight": left}
        super().__init__(*args, initial=first, **kwargs)
        self.offer("rubric", Rubric.objects.all())


class JudgeForm(DeskForm):
    """One more judge."""

    person = PersonField(Person.objects.none(), label=_("谁"), empty_label=_("请选择"))
    chair = tick(_("担任评委会主任"))

    def __init__(self, *args: Any, contest: Competition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Person.objects.filter(
            positions__role=Role.JUDGE, positions__place__path__lte=contest.place.path
        )
        named = contest.judges.values("person")
        self.offer("person", held.exclude(pk__in=named).distinct().order_by("name"))


class EntryForm(DeskForm):
    """An entry that somebody brings to the desk; a registered project brings its own name."""

    project = picked(_("登记过的志愿服务项目"), Project, required=False)
    title = line(_("项目名称"), 120)
    team = line(_("队伍"), 80)
    org = picked(_("哪个单位或志愿队"), Org, required=False)
    work = forms.ChoiceField(label=_("服务领域"), choices=Work.choices)
    about = area(_("项目介绍"), rows=6, most=4000)
    budget_fen = YuanField(label=_("预算（元）"), required=False)
    served = number(_("受益多少人次"), most=100_000_000, required=False)
    contact = line(_("联系人"), 40)
    phone = line(_("联系电话（只有工作人员看得到）"), 30, required=False)

    def __init__(self, *args: Any, contest_: Competition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("project", contest.projects_for(contest_.place))
        self.offer("org", contest.teams_for(contest_.place))

    def clean(self) -> dict[str, Any]:
        """Nothing said about those served is none."""
        given = super().clean() or {}
        return {**given, "served": given.get("served") or 0}


class TurnAway(VerbForm):
    """Why not; the team reads it."""

    danger = True
    reason = forms.ChoiceField(
        label=_("原因"),
        choices=[
            (r.value, r.label) for r in Refusal if r not in {Refusal.OBJECTION, Refusal.FALSE}
        ],
    )
    note = area(_("说明（报名的队伍看得到）"), required=False, most=500)


class Strike(VerbForm):
    """Why no longer."""

    danger = True
    reason = forms.ChoiceField(
        label=_("原因"), choices=[(r.value, r.label) for r in Refusal if r != Refusal.EARLIER_AWARD]
    )
    note = area(_("查明了什么（会公开，请不要写个人的名字）"), most=500)


class Decide(VerbForm):
    """Which of those that are equal is ahead."""

    first = picked(_("哪一个在前"), Entry)

    def prepare(self) -> None:
        """Those that share a place."""
        equal = [entry.pk for group in tied(self.thing) for entry in group]
        self.offer("first", Entry.objects.filter(pk__in=equal))


class Publicise(VerbForm):
    """A button that says until when."""

    def prepare(self) -> None:
        """The days in words."""
        days = self.thing.publicity_days
        self.told = _now("从明天起公示 %(n)s 天：全部得分、去掉的分，谁都可以看、可以提异议。") % {
            "n": days
        }


class Settle(VerbForm):
    """What came of an objection; the finding is public."""

    told = _("处理最早的一条异议。属实又是针对一个项目的，取消它的资格，后面的名次往前移。")
    upheld = forms.TypedChoiceField(
        label=_("查下来"),
        choices=[("no", _("不属实")), ("yes", _("属实"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    finding = area(_("查明了什么（会公开，请不要写个人的名字）"), most=1000)


class Present(VerbForm):
    """Who comes on the stage next."""

    entry = picked(_("哪一个项目"), Entry, required=False)

    def prepare(self) -> None:
        """Those of the round that take part."""
        rows = Entry.objects.filter(code__in=self.thing.order, state=EntryState.ELIGIBLE)
        self.offer("entry", rows.order_by("number"))


class Why(VerbForm):
    """A reason."""

    why = line(_("为什么"), 200)


class Declare(VerbForm):
    """To whom a judge is close."""

    told = _(
        "和参评队伍有亲属、任职、合作、指导等关系的，请勾选。您所在单位的项目系统会自己加上。没有的直接申报。"
    )
    entries = RowsField(
        Entry.objects.none(),
        label=_("要回避的项目"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    why = line(_("是什么关系"), 200, required=False)

    def prepare(self) -> None:
        """The entries that take part; those named before are ticked."""
        rows = self.thing.competition.entries.exclude(
            state__in=[EntryState.WITHDRAWN, EntryState.INELIGIBLE]
        )
        self.offer("entries", rows.order_by("number"))
        self.initial["entries"] = list(self.thing.conflicts.values_list("entry", flat=True))


class Score(DeskForm):
    """A sheet: a figure for each criterion, within its bounds. What is wrong is said by the action."""

    def __init__(self, *args: Any, sheet: ScoreSheet, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{sheet.code}_%s", **kwargs)
        self.criteria = sheet.stage.rubric.rule.criteria
        given = sheet.given()
        for n, criterion in enumerate(self.criteria):
            widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "size": 6})
            bounds = {"least": criterion.least or 0, "most": criterion.most}
            label = _now("%(name)s（%(least)s 到 %(most)s 分）") % {
                **bounds,
                "name": criterion.name,
            }
            self.fields[f"score_{n}"] = forms.CharField(
                label=label, required=False, max_length=24, widget=widget, help_text=criterion.about
            )
            self.initial[f"score_{n}"] = given.get("scores", {}).get(criterion.name, "")
            widget.attrs["class"] = "form-control"
        self.fields["note"] = area(
            _("评语（公布以后队伍看得到，不写名字）"), required=False, rows=2, most=300
        )
        self.fields["note"].widget.attrs["class"] = "form-control"
        self.initial["note"] = given.get("note", "")

    def given(self) -> dict[str, Any]:
        """The action's particulars."""
        scores = {c.name: self.cleaned_data[f"score_{n}"] for n, c in enumerate(self.criteria)}
        return {"scores": scores, "note": self.cleaned_data["note"]}


class MilestoneForm(DeskForm):
    """A step of a funded project."""

    title = line(_("做到什么"), 120)
    due_on = day(_("什么时候以前"))
    fen = YuanField(label=_("这一步拨多少（元）"), required=False)


class Report(VerbForm):
    """What was done."""

    text = area(_("做了什么"), most=1000)


class Back(VerbForm):
    """Why it is not done."""

    danger = True
    note = area(_("还差什么"), most=500)


class RubricForm(DeskForm):
    """A rubric, or its next version."""

    title = line(_("名称"), 60)
    criteria = Criteria(
        label=_("评哪几项"),
        rows=7,
        help_text=_("一行一项：名称｜满分｜看什么。满分加起来要是 100。"),
    )
    low = number(_("去掉几个最低分"), most=5)
    high = number(_("去掉几个最高分"), most=5)
    drop_from = number(_("几位评委起才去掉"), least=1, most=99)
    minimum = number(_("至少几位评委"), least=1, most=99)
    middle = forms.ChoiceField(
        label=_("其余的怎么算"), choices=[("mean", _("平均")), ("median", _("中位数"))]
    )
    places = number(_("保留几位小数"), most=4)
    rounded = forms.ChoiceField(
        label=_("在哪一步四舍五入"),
        choices=[("each", _("每一项先四舍五入，再相加")), ("end", _("最后相加以后才四舍五入"))],
    )

    def given(self) -> dict[str, Any]:
        """Title and body, as the action takes them."""
        body = dict(self.cleaned_data)
        steps = list(panel.STEPS) if body["rounded"] == "each" else [panel.TOTAL]
        keyed = {c["name"]: c["key"] for c in self.initial.get("keys", []) if c.get("key")}
        for criterion in body["criteria"]:
            criterion["key"] = keyed.get(criterion["name"], "")
        ties = self.initial.get("ties", ["roadshow"])
        return {"title": body.pop("title"), "body": {**body, "rounded": steps, "ties": ties}}


def rubric_values(rubric: Rubric) -> dict[str, Any]:
    """What stands in the form when the next version of one is written."""
    body = rubric.body
    rows = [
        BAR.join([c["name"], str(c["most"]), c.get("about", "")]).rstrip(BAR)
        for c in body["criteria"]
    ]
    each = panel.WEIGHTED in body["rounded"]
    simple = {key: body[key] for key in ("low", "high", "drop_from", "minimum", "middle", "places")}
    return {
        **simple,
        "title": rubric.title,
        "criteria": "\n".join(rows),
        "rounded": "each" if each else "end",
        "keys": body["criteria"],
        "ties": body["ties"],
    }


class CampaignForm(DeskForm):
    """A campaign with its actions."""

    place = picked(_("哪里"), Place)
    competition = picked(_("和哪次大赛一起"), Competition, required=False)
    title = line(_("叫什么"), 80)
    about = area(_("说明"), most=1000)
    begins_on = day(_("从哪天"))
    ends_on = day(_("到哪天"))
    actions = Deeds(
        label=_("行动"),
        rows=10,
        help_text=_("一行一个：名称｜做什么｜服务领域。写了领域的，会列出这段时间里的志愿活动。"),
    )

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("competition", Competition.objects.filter(place__in=places))
