"""What the desk writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.honours.enums import REJECTING, REVOKING, Answer, Level, Reason
from sanan.honours.models import LEAST_PUBLICITY, HonourScheme
from sanan.honours.queries import outcomes
from sanan.people.models import Org, Person
from sanan.places.models import Place, PlaceQuerySet
from sanan.process.forms import (
    DeskForm,
    PersonField,
    RowsField,
    VerbForm,
    area,
    line,
    number,
    picked,
    several,
    tick,
    units_around,
)


def _reasons(reasons: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("原因"), choices=[(each.value, each.label) for each in map(Reason, reasons)]
    )


class Scheme(DeskForm):
    """A new scheme."""

    place = picked(_("哪里"), Place)
    title = line(_("叫什么"), 60)
    year = number(_("年度"), least=2000, most=2100)
    conditions = area(_("条件"), most=1000, hint=_("例如：不撂挑子、不捂盖子、不掉链子。"))
    quota = number(_("名额"), least=1, most=10_000)
    levels = several(_("由哪几级评审"), Level.choices, required=True)
    bodies = RowsField(
        Org.objects.none(),
        label=_("要征求哪些单位的意见"),
        help_text=_("每个单位都要答复，都没有问题才能往下走。"),
    )
    least = number(_("至少几件办成的事"), least=1, most=20)
    apart_years = number(_("几年内表彰过的不再表彰"), most=20)
    publicity_days = number(_("公示几个工作日"), least=LEAST_PUBLICITY, most=60)

    def __init__(self, *args: Any, places: PlaceQuerySet, year: int, **kwargs: Any) -> None:
        first = {"year": year, "least": 1, "apart_years": 3, "publicity_days": LEAST_PUBLICITY}
        super().__init__(*args, initial=first, **kwargs)
        self.offer("place", places)
        self.offer("bodies", units_around(places))


class Choice(DeskForm):
    """Whom to nominate: a person of a unit, or the unit as a team. The next page draws outcomes."""

    scheme = picked(_("评选方案"), HonourScheme)
    place = picked(_("在哪里工作"), Place)
    unit = picked(_("所在单位"), Org)
    person = PersonField(
        Person.objects.none(), label=_("谁（空着就是推荐整个单位）"), required=False
    )

    def __init__(self, *args: Any, schemes: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("scheme", schemes)
        self.offer("place", places)
        self.offer("unit", units_around(places))
        here = Person.objects.filter(positions__place__in=places, is_active=True)
        self.offer("person", here.distinct().order_by("name"))


class Nominate(Choice):
    """The nomination itself, with what was drawn from outcomes to tick."""

    number = line(_("身份证号或信用代码"), 20, required=False, hint=_("只用来查以前的表彰。"))
    deeds = area(_("事迹"), rows=6, hint=_("写办成了什么。点了多少次、登录多少次不算事迹。"))
    evidence = several(_("依据：办成的事"), [], required=True)
    consented = tick(_("本人同意公示姓名和事迹"))

    def __init__(self, *args: Any, chosen: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, initial=chosen, **kwargs)
        for name in ("scheme", "place", "unit", "person"):
            self.fields[name].widget = forms.HiddenInput()
        found = outcomes(person=chosen.get("person"), unit=chosen.get("unit"))
        evidence: Any = self.fields["evidence"]
        evidence.choices = [
            (f"{each.kind}:{each.code}", f"{each.done_on:%Y-%m-%d} {each.title}") for each in found
        ]
        self.initial["deeds"] = "；".join(each.title for each in found[:5])
        self.nothing = not found


class Give(VerbForm):
    """A body's answer."""

    answer = forms.ChoiceField(
        label=_("答复"), choices=[c for c in Answer.choices if c[0]], widget=forms.RadioSelect
    )
    note = area(_("说明（只有工作人员看得到）"), required=False, most=1000)


class Opinion(VerbForm):
    """A review."""

    opinion = area(_("评审意见"), required=False, most=1000)


class Settle(VerbForm):
    """What came of an objection; the finding is public."""

    told = _("处理最早的一条异议。查实的，这次推荐就到此为止。")
    upheld = forms.TypedChoiceField(
        label=_("查下来"),
        choices=[("no", _("不属实")), ("yes", _("属实"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    finding = area(_("查明了什么（会公开，请不要写名字）"), most=1000)


class Publicise(VerbForm):
    """A button that says until when."""

    def prepare(self) -> None:
        """The number of days in words."""
        days = self.thing.scheme.publicity_days
        self.told = _("从明天起公示 %(n)s 个工作日，谁都可以提异议。") % {"n": days}


class Reject(VerbForm):
    """Why not."""

    danger = True
    reason = _reasons(REJECTING)
    note = area(_("说明（只有工作人员看得到）"), required=False, most=1000)


class Revoke(VerbForm):
    """Why no longer."""

    danger = True
    told = _("证书马上作废，核对证书的人会看到“已撤销”。")
    reason = _reasons(REVOKING)
    note = area(_("查明了什么"), most=1000)


class Propose(DeskForm):
    """A fault that should be tolerated."""

    place = picked(_("哪里"), Place)
    name = line(_("谁"), 60)
    unit_name = line(_("单位"), 80)
    fault = area(_("出了什么错"))
    grounds = area(_("为什么可以容"), hint=_("为公还是为私，有没有谋利，是不是先行先试。"))

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class Note(VerbForm):
    """What was found."""

    note = area(_("查明了什么"))


class Basis(VerbForm):
    """By which rule."""

    basis = line(_("依据哪一条"), 300)


class Remedy(VerbForm):
    """What was put right."""

    remedy = area(_("怎么纠正的"))
