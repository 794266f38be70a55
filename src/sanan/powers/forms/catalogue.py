"""What the county fills in: versions of the catalogue, the clocks, where the calendar is kept."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanan.council.enums import Kind
from sanan.kit import words
from sanan.kit.deadline import Unit
from sanan.places.models import Place
from sanan.powers.actions.catalogue import StepPlan
from sanan.powers.enums import Actor, EvidenceKind, Publish, Rhythm
from sanan.powers.models import AnswerClock, PowerItem
from sanan.process.forms import PICK, DeskForm, area, day


class OpenItem(DeskForm):
    """A new version of a disclosure item."""

    name = forms.CharField(label=_("名称"), max_length=80)
    elements = area(_("必须公开的要素（一行一个）"), rows=4)
    rhythm = forms.ChoiceField(label=_("多久公开一次"), choices=Rhythm.choices)
    when_busy = forms.ChoiceField(
        label=_("收支多的村"), choices=[("", _("一样")), *Rhythm.choices], required=False
    )
    due_month = forms.IntegerField(label=_("到期在期末后第几个月"), min_value=0, max_value=12)
    due_day = forms.IntegerField(label=_("到期日（随时公开的：几天里）"), min_value=1, max_value=31)
    display_days = forms.IntegerField(label=_("公开多少天"), min_value=1, max_value=3650)
    township_review = forms.BooleanField(label=_("镇里也要审核"), required=False)
    body = forms.CharField(label=_("谁来公开"), max_length=60)
    audience = forms.CharField(label=_("给谁看"), max_length=60)
    channels = forms.CharField(label=_("在哪里公开"), max_length=120)
    basis = forms.CharField(label=_("依据"), max_length=300)
    active = forms.BooleanField(label=_("在用"), required=False)
    changed = forms.CharField(label=_("改了什么、为什么"), max_length=300)

    def clean_elements(self) -> list[str]:
        """One a line."""
        return _lines(self.cleaned_data["elements"])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Power(DeskForm):
    """A new version of a power with its steps, one a line."""

    name = forms.CharField(label=_("名称"), max_length=80)
    plain = forms.CharField(label=_("一句大白话"), max_length=300)
    basis = forms.CharField(label=_("依据"), max_length=300)
    forbidden = area(_("不许做的（一行一条）"), required=False)
    steps = area(
        _("流程（一行一步）"),
        rows=9,
        hint=_("名称 | 谁来办 | 几个工作日 | 材料 + 材料 | 哪种会议 | 何时公开 | 村监委签"),
    )
    active = forms.BooleanField(label=_("在用"), required=False)
    changed = forms.CharField(label=_("改了什么、为什么"), max_length=300)

    def clean_forbidden(self) -> list[str]:
        """One a line."""
        return _lines(self.cleaned_data["forbidden"])

    def clean_steps(self) -> list[StepPlan]:
        """One a line; the wrong line is named."""
        lines = _lines(self.cleaned_data["steps"])
        return [_step(number, line) for number, line in enumerate(lines, 1)]


def _step(number: int, line: str) -> StepPlan:
    name, actor, days, evidence, quorum, publish, signed, *_rest = [
        *(part.strip() for part in words.half(line).split("|")),
        *[""] * 7,
    ]
    try:
        kinds = [k.strip() for k in re.split("[+,]", words.half(evidence))]
        return StepPlan(
            name,
            _value(Actor, actor),
            int(days),
            tuple(_value(EvidenceKind, kind) for kind in kinds if kind),
            _value(Kind, quorum) if quorum else "",
            _value(Publish, publish) if publish else str(Publish.NONE),
            signed not in {"", "否", "no"},
        )
    except (KeyError, ValueError) as wrong:
        said = gettext("第 %(n)d 步看不懂，请对照上面的格式。") % {"n": number}
        raise forms.ValidationError(said) from wrong


def _value(choices: Any, text: str) -> str:
    known = {str(c.label): c.value for c in choices} | {c.value: c.value for c in choices}
    return str(known[text])


def write_steps(item: PowerItem) -> str:
    """An item's steps as `Power.steps` reads them."""
    lines = []
    for step in item.steps.all():
        parts = [
            step.name,
            step.get_actor_display(),
            str(step.days),
            " + ".join(str(EvidenceKind(k).label) for k in step.evidence),
            step.get_quorum_display() if step.quorum else "",
            step.get_publish_display(),
            gettext("签") if step.signs else "",
        ]
        lines.append(" | ".join(parts))
    return "\n".join(lines)


class Clocks(DeskForm):
    """How long each stage has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [
            (Unit.HOUR.value, _("小时")),
            (Unit.DAY.value, _("天")),
            (Unit.WORKING_HOUR.value, _("工作小时")),
            (Unit.WORKING_DAY.value, _("工作日")),
        ]
        for row in AnswerClock.objects.order_by("pk"):
            label = row.get_stage_display()
            self.fields[f"{row.stage}_amount"] = forms.IntegerField(
                label=_("%(what)s：多少") % {"what": label},
                min_value=1,
                max_value=365,
                initial=row.amount,
                widget=forms.NumberInput({"class": "form-control"}),
            )
            self.fields[f"{row.stage}_unit"] = forms.ChoiceField(
                label=_("%(what)s：单位") % {"what": label},
                choices=units,
                initial=row.unit,
                widget=forms.Select({"class": "form-select"}),
            )


class Start(DeskForm):
    """Where the calendar is kept, since when, and whether dealings are many."""

    place: Any = forms.ModelChoiceField(
        Place.objects.none(), label=_("县、镇或村"), empty_label=PICK
    )
    since_on = day(_("从哪天起"))
    busy = forms.BooleanField(label=_("收支多，账按月公开"), required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
