"""The shape of what staff write: one form per verb, whose `given()` are the action's arguments."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import (
    DeclineReason,
    ExclusionReason,
    Kind,
    ReturnReason,
    Supervision,
    Urgency,
)
from sanan.cases.forms.fields import (
    NO_SUCH_CASE,
    AreaField,
    CaseField,
    CategoryField,
    DayField,
    OrgField,
    OrgsField,
    PickField,
    YesNoField,
)
from sanan.cases.models import Case
from sanan.cases.queries.hints import first_handler, proposed_org, suggested_category
from sanan.cases.queries.marks import Piece, masked_for_all, pieces, pieces_of
from sanan.cases.queries.suggestions import fault_words, reply_faults
from sanan.files.forms import FilesField
from sanan.people.models import Person
from sanan.process.enums import Satisfaction


class VerbForm(forms.Form):
    """What one verb needs. `told` says beforehand what will happen; `danger` colours the button."""

    template_name = "cases/staff/_form.html"
    told: str | Promise = ""
    danger = False

    def __init__(self, *args: Any, case: Case, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.person = case, person
        for name, field in self.fields.items():
            if hasattr(field, "settle"):
                field.settle(case)
            if (value := self.suggestion(name)) is not None:
                field.initial = value
        self.prepare()

    def prepare(self) -> None:
        """Fields that depend on the case."""

    def suggestion(self, name: str) -> Any:
        """What stands in the field `name` before anyone wrote."""
        return getattr(self.case, name, None) if name in {"kind", "urgency"} else None

    def given(self) -> dict[str, Any]:
        """The action's keyword arguments."""
        return dict(self.cleaned_data)


def _short(label: str | Promise, *, required: bool = False) -> forms.CharField:
    return AreaField(label=label, required=required, rows=2, max_length=2000)


class Classify(VerbForm):
    """Category, urgency and kind: also the beginning of accepting and dispatching."""

    category = CategoryField(label=_("类别"))
    urgency = PickField(label=_("紧急程度"), choices=Urgency.choices)
    kind = PickField(label=_("性质"), choices=Kind.choices)

    def suggestion(self, name: str) -> Any:
        """The category it has, else the one suggested."""
        if name == "category":
            return self.case.category_id or suggested_category(self.case)
        return super().suggestion(name)


class Accept(Classify):
    told = _("受理后还要派给承办单位。也可以直接派单，一步完成。")


class Decline(VerbForm):
    told = _("反映人会看到理由和您写的话，可以提出一次异议。")
    danger = True
    reason = PickField(label=_("理由"), choices=DeclineReason.choices)
    text = AreaField(label=_("告诉反映人：为什么，该找谁"), rows=4)


class Merge(VerbForm):
    told = _("这件事跟着主件走。每位反映人都照样收到答复、回访和评价。")
    into = CaseField(label=_("主件的编号"))

    def clean_into(self) -> Case:
        """Only a case that this person may see."""
        found: Case = self.cleaned_data["into"]
        if not Case.objects.visible_to(self.person).filter(pk=found.pk).exists():
            raise forms.ValidationError(NO_SUCH_CASE)
        return found


class Unmerge(VerbForm):
    told = _("拆出来以后重新分办。")
    reason = _short(_("为什么拆"), required=True)


class Dispatch(Classify):
    told = _("派单后单位会收到通知，反映人会知道由谁办、什么时候答复。")
    to = OrgField(label=_("承办单位"))
    co_orgs = OrgsField(label=_("协办单位"), required=False)
    note = _short(_("给承办单位的话"))
    publish = forms.BooleanField(label=_("同时公开（隐去个人信息）"), required=False)

    field_order = ["to", "category", "urgency", "kind", "co_orgs", "note", "publish"]

    def suggestion(self, name: str) -> Any:
        """The likeliest unit, chosen already, so that one key accepts it."""
        return first_handler(self.case) if name == "to" else super().suggestion(name)


class RequestReturn(VerbForm):
    told = _("派单员会裁定。裁定以前计时不停。")
    reason = PickField(label=_("理由"), choices=ReturnReason.choices)
    text = AreaField(label=_("说明"), rows=3)
    propose = OrgField(label=_("建议改派给"), required=False)


class Adjudicate(VerbForm):
    told = _("同意就改派给另一个单位；不同意就退回原单位继续办。计时不变。")
    granted = YesNoField(label=_("裁定"), yes=_("同意退单"), no=_("不同意，继续办"))
    to = OrgField(label=_("同意时改派给"), required=False)
    answer = _short(_("答复申请单位"), required=True)

    def suggestion(self, name: str) -> Any:
        """The unit that the handler proposed."""
        return proposed_org(self.case) if name == "to" else None


class Sign(VerbForm):
    told = _("签收后请尽快联系反映人。")


class Contact(VerbForm):
    told = _("第一次联系上反映人，记入响应率。")
    reached = YesNoField(label=_("联系上了吗"), yes=_("联系上了"), no=_("没联系上"))
    note = _short(_("说了什么"))


class RequestExtension(VerbForm):
    told = _("批准后会告诉反映人新的期限和原因。")
    until = DayField(label=_("延到哪天"))
    text = AreaField(label=_("为什么需要更多时间"), rows=3)


class Decide(VerbForm):
    granted = YesNoField(label=_("决定"), yes=_("同意"), no=_("不同意"))
    answer = _short(_("答复"), required=True)


class DecideExtension(Decide):
    told = _("同意就按申请的日期延期，并告诉反映人。")


class Suspend(VerbForm):
    told = _("缓办期间停表，到复查日自动恢复。反映人会看到原因。")
    reason = AreaField(label=_("客观原因（反映人会看到）"), rows=3)
    review_on = DayField(label=_("哪天复查"))


class Resume(VerbForm):
    note = _short(_("说明"))


class Whistle(VerbForm):
    told = _("被吹哨的部门会收到通知，要在时限前到场报到。")
    orgs = OrgsField(label=_("请哪些部门来"))
    reason = AreaField(label=_("什么事需要他们"), rows=3)
    arrive_by = forms.DateTimeField(
        label=_("什么时候前到"),
        widget=forms.DateTimeInput(
            {"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
        ),
    )


class Arrive(VerbForm):
    conclusion = AreaField(label=_("到场后的意见"), rows=3)


class Conclude(VerbForm):
    told = _("写下共同的结论，并给到场的部门打分。")
    conclusion = AreaField(label=_("结论"), rows=3)

    def prepare(self) -> None:
        """One mark for each department that was called."""
        for called in self.case.orgs.filter(part="whistled").select_related("org"):
            self.fields[f"rating_{called.org_id}"] = PickField(
                label=called.org.name, choices=_MARKS, initial="5"
            )

    def given(self) -> dict[str, Any]:
        """The conclusion, and the marks by department."""
        marks = {n: v for n, v in self.cleaned_data.items() if n.startswith("rating_")}
        ratings = {int(n.removeprefix("rating_")): int(v) for n, v in marks.items()}
        return {"conclusion": self.cleaned_data["conclusion"], "ratings": ratings}


_MARKS = [("5", _("5分 很得力")), ("4", "4"), ("3", "3"), ("2", "2"), ("1", _("1分 没有用"))]


class AskedAgain(VerbForm):
    """A form that says once what it doubts; whoever confirms is not held up."""

    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)
    still = _("看过了，就这样发出去")

    def doubts(self) -> list[str]:
        """Sentences about what was written; none where nothing is amiss."""
        return []

    def clean(self) -> dict[str, Any]:
        """Refused the first time with every doubt; the tick that then stands there confirms."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.pop("anyway", False) or self.errors:
            return found
        for doubt in self.doubts():
            self.add_error(None, doubt)
        if self.errors:
            self.fields["anyway"].widget = forms.CheckboxInput({"class": "form-check-input"})
            self.fields["anyway"].label = self.still
            if self.files:
                self.add_error(None, str(_("照片请再选一次。")))
        return found


class Reply(AskedAgain):
    told = _("写清楚做了什么、结果怎样、还有什么没做。反映人会原样看到。")
    public_text = AreaField(label=_("答复"), rows=6)
    private_text = AreaField(label=_("只给反映人看的话"), required=False, rows=2)
    uploads = FilesField(label=_("办理前后的照片"), required=False)

    field_order = ["public_text", "private_text", "uploads", "anyway"]

    def doubts(self) -> list[str]:
        """What the reply lacks."""
        said = f"{self.case.title}\n{self.case.text}"
        return fault_words(reply_faults(said, self.cleaned_data.get("public_text", "")))


class StartCheck(VerbForm):
    told = _("请网格员到现场看，或打电话问。")
    note = _short(_("要核查什么"))


class PassCheck(VerbForm):
    told = _("通过后请反映人评价，到期未评价自动办结。")
    note = _short(_("看到了什么"))
    uploads = FilesField(label=_("现场照片"), required=False)


class FailCheck(PassCheck):
    told = _("退回承办单位重办，返工次数加一。")
    danger = True
    note = _short(_("哪里没办好"), required=True)


class Revisit(VerbForm):
    told = _("三个问题的回答计入三率。没有问到就留空。")
    contacted = YesNoField(label=_("单位联系过您吗"), yes=_("联系过"), no=_("没有"), required=False)
    resolved = YesNoField(label=_("事情解决了吗"), yes=_("解决了"), no=_("没解决"), required=False)
    satisfaction = PickField(
        label=_("满意吗"), choices=[("", _("没有问到")), *Satisfaction.choices], required=False
    )
    note = _short(_("备注"))


class Supervise(VerbForm):
    level = PickField(label=_("力度"), choices=[c for c in Supervision.choices if c[0]])
    text = AreaField(label=_("要求"), rows=3)

    def given(self) -> dict[str, Any]:
        """The level as the scale has it."""
        return {**self.cleaned_data, "level": Supervision(int(self.cleaned_data["level"]))}


class RequestExclusion(VerbForm):
    told = _("批准后这件事不计入三率。要有证据。")
    reason = PickField(label=_("理由"), choices=ExclusionReason.choices)
    text = AreaField(label=_("证据"), rows=3)


class DecideExclusion(Decide):
    told = _("每个决定都留痕，可以被审计。")


class Ask(VerbForm):
    told = _("反映人会收到这个问题，用查询码就能回答。")
    question = AreaField(label=_("想问什么"), rows=3)


class Add(VerbForm):
    text = AreaField(label=_("补充的情况"), rows=3)
    uploads = FilesField(label=_("照片或录音"), required=False)


class Note(VerbForm):
    told = _("只有办理的人看得到。")
    text = AreaField(label=_("备注"), rows=3)


class Publish(AskedAgain):
    told = _("邻居们会在村里的页面看到这段话。请不要写名字、电话、门牌。")
    still = _("看过了，这些可以公开")
    marked = True
    title = forms.CharField(
        label=_("公开的标题"), max_length=400, widget=forms.TextInput({"class": "form-control"})
    )
    text = AreaField(label=_("公开的内容"), rows=5)
    more = forms.CharField(
        label=_("还要遮住的词（用空格隔开，写在哪里都会遮住）"),
        required=False,
        max_length=400,
        widget=forms.TextInput({"class": "form-control"}),
    )

    field_order = ["title", "text", "more", "anyway"]

    def clean(self) -> dict[str, Any]:
        """What was ticked after the doubts were shown is released as it is written."""
        seen = bool(self.cleaned_data.get("anyway"))
        found = super().clean()
        more = re.split(r"[\s、，,;；]+", found.get("more", "").strip())
        return {**found, "more": [word for word in more if word], "as_written": seen}

    def suggestion(self, name: str) -> Any:
        """What was released before, else the masked original."""
        return {
            "title": self.case.public_title or masked_for_all(self.case, self.case.title),
            "text": self.case.public_text or masked_for_all(self.case, self.case.text),
        }.get(name)

    def original(self) -> list[Piece]:
        """What was said, with the marks of what is covered."""
        return pieces_of(self.case)

    def doubts(self) -> list[str]:
        """Personal data that would stand in public."""
        written = [self.cleaned_data.get(name, "") for name in ("title", "text")]
        found = [piece.text for text in written for piece in pieces(text) if piece.kind]
        return [str(_("还能看到：%s")) % "、".join(dict.fromkeys(found))] if found else []


class Reason(VerbForm):
    reason = _short(_("原因"), required=True)


class Text(VerbForm):
    text = AreaField(label=_("说明"), rows=3)


class TextAndFiles(Text):
    uploads = FilesField(label=_("照片"), required=False)


class Rate(VerbForm):
    contacted = YesNoField(label=_("单位联系过您吗"), yes=_("联系过"), no=_("没有"))
    resolved = YesNoField(label=_("事情解决了吗"), yes=_("解决了"), no=_("没解决"))
    satisfaction = PickField(label=_("满意吗"), choices=Satisfaction.choices)
    text = _short(_("想说的话"))
    as_it_is = forms.BooleanField(label=_("没有解决，也就这样办结"), required=False)


FORMS: Mapping[str, type[VerbForm]] = {
    "accept": Accept,
    "decline": Decline,
    "object": Text,
    "merge": Merge,
    "unmerge": Unmerge,
    "dispatch": Dispatch,
    "request_return": RequestReturn,
    "adjudicate": Adjudicate,
    "sign": Sign,
    "contact": Contact,
    "request_extension": RequestExtension,
    "decide_extension": DecideExtension,
    "suspend": Suspend,
    "resume": Resume,
    "whistle": Whistle,
    "arrive": Arrive,
    "conclude": Conclude,
    "reply": Reply,
    "start_check": StartCheck,
    "pass_check": PassCheck,
    "fail_check": FailCheck,
    "revisit": Revisit,
    "rate": Rate,
    "not_fixed": TextAndFiles,
    "reopen": TextAndFiles,
    "withdraw": Reason,
    "supervise": Supervise,
    "request_exclusion": RequestExclusion,
    "decide_exclusion": DecideExclusion,
    "classify": Classify,
    "ask": Ask,
    "add": Add,
    "note": Note,
    "publish": Publish,
    "unpublish": Reason,
}
