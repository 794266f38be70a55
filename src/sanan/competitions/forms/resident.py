"""What residents and teams write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.competitions.models import Competition, Entry
from sanan.competitions.queries import contest
from sanan.process.forms import (
    PHONE,
    DeskForm,
    ResidentVerbForm,
    YuanField,
    area,
    line,
    number,
    picked,
)
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.models import Project


class Enter(DeskForm):
    """A team enters its project."""

    look = PHONE
    project = picked(_("登记过的志愿服务项目（没有就空着）"), Project, required=False)
    title = line(_("项目名称"), 120)
    team = line(_("队伍名称"), 80)
    work = forms.ChoiceField(label=_("服务领域"), choices=Work.choices)
    about = area(_("项目介绍：为谁做，怎么做，做成了什么"), rows=6, most=4000)
    budget_fen = YuanField(label=_("预算（元）"), required=False)
    served = number(_("受益多少人次"), most=100_000_000, required=False)
    contact = line(_("联系人"), 40)
    phone = line(_("联系电话（不会公开）"), 30)

    def __init__(self, *args: Any, contest_: Competition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("project", contest.projects_for(contest_.place))

    def clean(self) -> dict[str, Any]:
        """Nothing said about those served is none."""
        given = super().clean() or {}
        return {**given, "served": given.get("served") or 0}


class Amend(ResidentVerbForm):
    """Put an entry right."""

    folded = True
    title = line(_("项目名称"), 120)
    about = area(_("项目介绍"), rows=6, most=4000)
    budget_fen = YuanField(label=_("预算（元）"), required=False)
    served = number(_("受益多少人次"), most=100_000_000)

    def suggestion(self, name: str) -> Any:
        """What stands there."""
        if name == "budget_fen":
            return f"{self.thing.budget_fen / 100:.2f}"
        return getattr(self.thing, name)


class Withdraw(ResidentVerbForm):
    """Not after all."""

    folded = True
    danger = True
    told = _("退出以后不再参评。")


class Object(ResidentVerbForm):
    """An objection; nobody's name is asked."""

    folded = True
    told = _("不用写您的名字。每一条都要查清、答复，查清以前不会颁奖。")
    entry = picked(_("关于哪个项目（可以空着）"), Entry, required=False)
    text = area(_("您知道的情况"), most=1000)

    def prepare(self) -> None:
        """The entries whose scores are shown."""
        self.offer("entry", Entry.objects.public().filter(competition=self.thing))


class Report(ResidentVerbForm):
    """What was done for a milestone."""

    text = area(_("做了什么"), most=1000)
