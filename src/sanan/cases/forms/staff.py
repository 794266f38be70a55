"""The shape of what staff write: one form per verb, whose `given()` are the action's arguments."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import (
    DeclineReason,
    ExclusionReason,
    Nature,
    ReturnReason,
    Supervision,
    Urgency,
)
from sanan.cases.forms.fields import (
    NO_SUCH_CASE,
    CategoryField,
    OrgField,
    OrgsField,
    YesNoField,
)
from sanan.cases.kinds import kind_of
from sanan.cases.models import Case, Category
from sanan.cases.queries.hints import (
    alike,
    is_decided,
    likely_handlers,
    may_lead,
    offers,
    proposed_org,
    suggested_category,
    unit_for,
)
from sanan.cases.queries.marks import Piece, masked_for_all, pieces, pieces_of
from sanan.cases.queries.search import matching
from sanan.cases.queries.suggestions import fault_words, reply_faults
from sanan.files.forms import FilesField
from sanan.kit.numbers import whole
from sanan.process.enums import Satisfaction
from sanan.process.forms import VerbForm, area, day, line, moment

FOUND = 8
"""So many cases that a search finds are offered to pick from."""
LONG = 20_000
"""The longest text that a form takes; what a verb takes, its action says."""


class Classify(VerbForm):
    """Category, urgency and nature: also the beginning of accepting and dispatching."""

    category = CategoryField(label=_("类别"))
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=Urgency.choices)
    nature = forms.ChoiceField(label=_("性质"), choices=Nature.choices)
    suggested = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def suggestion(self, name: str) -> Any:
        """As the case has it; the category else as it was read, where that is sure."""
        if name == "category":
            return self.thing.category_id or suggested_category(self.thing)
        return getattr(self.thing, name, None) if name in {"nature", "urgency"} else None

    def prepare(self) -> None:
        """Suggested categories stand first; a suggestion that is confirmed says one thing alone."""
        category: Any = self.fields["category"]
        category.first(
            (one["id"], f"{one['name']} {100 * one['probability']:.0f}%")
            for one in offers(self.thing)
        )
        if self.data.get("suggested"):
            for name in {"urgency", "nature"} - set(self.data):
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """A suggestion never overwrites what a person decided meanwhile."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.pop("suggested", False) and is_decided(self.thing, found):
            raise forms.ValidationError(_("已经有人定过了，没有改动。要改请从“改类别”里改。"))
        return {name: value for name, value in found.items() if value not in ("", None)}


class Accept(Classify):
    told = _("受理后还要派给承办单位。也可以直接派单，一步完成。")


class Decline(VerbForm):
    told = _("反映人会看到理由和您写的话，可以提出一次异议。")
    danger = True
    reason = forms.ChoiceField(label=_("理由"), choices=DeclineReason.choices)
    text = area(_("告诉反映人：为什么，该找谁"), rows=4, most=LONG)


class Merge(VerbForm):
    told = _("这件事跟着主件走。每位反映人都照样收到答复、回访和评价。")
    into = forms.ChoiceField(label=_("并到哪一件"), widget=forms.RadioSelect, required=False)
    other = line(_("不在上面？写编号，或里面的话，找一找"), required=False)

    def prepare(self) -> None:
        """Offered are the chosen ones, the neighbours that look alike, what was asked for."""
        self.settle_many([self.thing])

    def settle_many(self, things: Sequence[Case]) -> None:
        """The same for several: any of them may be the one that the others follow."""
        self._offer([*(things if len(things) > 1 else ()), *self._asked(), *self._alike()])

    def _alike(self) -> list[Case]:
        return [one.case for one in alike(self.thing, self.by)] if self.by else []

    def _asked(self) -> list[Case]:
        codes = [str(self.data.get("into") or self.initial.get("into") or "")]
        return list(Case.objects.visible_to(self.by).filter(code__in=codes))

    def _offer(self, cases: Sequence[Case]) -> None:
        offered = {case.code: f"{case.title[:60]}（{case.place.name}）" for case in cases}
        into: Any = self.fields["into"]
        into.choices = list(offered.items())
        into.error_messages["invalid_choice"] = NO_SUCH_CASE

    def clean(self) -> dict[str, Any]:
        """What was picked; else the one that the words find, or a list to pick from."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return found
        words = found.get("other", "").strip()
        if not words and not found.get("into"):
            raise forms.ValidationError(_("请选并到哪一件。"))
        cases = self._found(words) if words else self._asked()
        if len(cases) != 1:
            self._offer(cases)
            raise forms.ValidationError(_("找到这几件，请选一件。") if cases else NO_SUCH_CASE)
        return {"into": cases[0]}

    def _found(self, words: str) -> list[Case]:
        seen = Case.objects.visible_to(self.by).exclude(pk=self.thing.pk)
        named = list(seen.filter(code=words.upper()))
        return named or list(matching(seen.open(), words).order_by("-opened_at")[:FOUND])


class Unmerge(VerbForm):
    told = _("拆出来以后重新分办。")
    reason = area(_("为什么拆"), rows=2)


class Dispatch(Classify):
    told = _("派单后单位会收到通知，反映人会知道由谁办、什么时候答复。")
    category = CategoryField(
        label=_("类别"), required=True, error_messages={"required": _("请先确定类别，再派单。")}
    )
    to = OrgField(label=_("承办单位"))
    co_orgs = OrgsField(label=_("协办单位"), required=False)
    note = area(_("给承办单位的话"), required=False, rows=2)
    publish = forms.BooleanField(label=_("同时公开（隐去个人信息）"), required=False)

    field_order = ["category", "to", "urgency", "nature", "co_orgs", "note", "publish"]
    follows = "category"

    def prepare(self) -> None:
        """The units that lead the category stand first; a kind that neighbours never read of is not asked about."""
        super().prepare()
        category = self._category()
        if category and self.initial.get("to") and not may_lead(self.initial["to"], category):
            self.initial = {**self.initial, "to": unit_for(self.thing, category)}
        likely = likely_handlers(self.thing, category)
        to: Any = self.fields["to"]
        to.first((one.org_id, f"{one.name} {one.sure}%") for one in likely)
        if not kind_of(self.thing).published:
            del self.fields["publish"]

    def suggestion(self, name: str) -> Any:
        """The unit that is to lead what stands chosen, where there is no doubt which."""
        return unit_for(self.thing, self._category()) if name == "to" else super().suggestion(name)

    def _category(self) -> Category | None:
        """What stands chosen: written, decided before, or read and sure."""
        written = str(self.data.get("category") or self.initial.get("category") or "")
        key = super().suggestion("category") if (given := whole(written)) is None else given
        return Category.objects.filter(pk=key).first() if key else None


class RequestReturn(VerbForm):
    told = _("派单员会裁定。裁定以前计时不停。")
    reason = forms.ChoiceField(label=_("理由"), choices=ReturnReason.choices)
    text = area(_("说明"), most=LONG)
    propose = OrgField(label=_("建议改派给"), required=False)


class Adjudicate(VerbForm):
    told = _("同意就改派给另一个单位；不同意就退回原单位继续办。计时不变。")
    granted = YesNoField(label=_("裁定"), yes=_("同意退单"), no=_("不同意，继续办"))
    to = OrgField(label=_("同意时改派给"), required=False)
    answer = area(_("答复申请单位"), rows=2)

    def suggestion(self, name: str) -> Any:
        """The unit that the handler proposed."""
        return proposed_org(self.thing) if name == "to" else None


class Sign(VerbForm):
    told = _("签收后请尽快联系反映人。")


class Contact(VerbForm):
    told = _("第一次联系上反映人，记入响应率。")
    reached = YesNoField(label=_("联系上了吗"), yes=_("联系上了"), no=_("没联系上"))
    note = area(_("说了什么"), required=False, rows=2)


class RequestExtension(VerbForm):
    told = _("批准后会告诉反映人新的期限和原因。")
    until = day(_("延到哪天"))
    text = area(_("为什么需要更多时间"), most=LONG)


class Decide(VerbForm):
    granted = YesNoField(label=_("决定"), yes=_("同意"), no=_("不同意"))
    answer = area(_("答复"), rows=2)


class DecideExtension(Decide):
    told = _("同意就按申请的日期延期，并告诉反映人。")


class Suspend(VerbForm):
    told = _("缓办期间停表，到复查日自动恢复。反映人会看到原因。")
    reason = area(_("客观原因（反映人会看到）"), most=LONG)
    review_on = day(_("哪天复查"))


class Resume(VerbForm):
    note = area(_("说明"), required=False, rows=2)


class Whistle(VerbForm):
    told = _("被吹哨的部门会收到通知，要在时限前到场报到。")
    orgs = OrgsField(label=_("请哪些部门来"))
    reason = area(_("什么事需要他们"), most=LONG)
    arrive_by = moment(_("什么时候前到"))


class Arrive(VerbForm):
    conclusion = area(_("到场后的意见"), most=LONG)


class Conclude(VerbForm):
    told = _("写下共同的结论，并给到场的部门打分。")
    conclusion = area(_("结论"), most=LONG)

    def prepare(self) -> None:
        """One mark for each department that was called."""
        for called in self.thing.orgs.filter(part="whistled").select_related("org"):
            self.fields[f"rating_{called.org_id}"] = forms.ChoiceField(
                label=called.org.name, choices=_MARKS
            )

    def given(self) -> dict[str, Any]:
        """The conclusion, and the marks by department."""
        marks = {n: v for n, v in self.cleaned_data.items() if n.startswith("rating_")}
        ratings = {int(n.removeprefix("rating_")): int(v) for n, v in marks.items()}
        return {"conclusion": self.cleaned_data["conclusion"], "ratings": ratings}


_MARKS = [
    ("5", _("5分 很得力")),
    ("4", "4"),
    ("3", "3"),
    ("2", "2"),
    ("1", _("1分 没有用")),
]


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


class Reply(VerbForm):
    told = _("写清楚做了什么、结果怎样、还有什么没做。反映人会原样看到。")
    also = [("check", _("先看看漏了什么"))]
    measured = _("只看字面：有没有提到所说的事、做法、单位、日期。它不懂意思，听您的。")
    public_text = area(_("答复"), rows=6, most=LONG)
    private_text = area(_("只给反映人看的话"), required=False, rows=2, most=LONG)
    uploads = FilesField(label=_("办理前后的照片"), required=False)

    field_order = ["public_text", "private_text", "uploads"]

    def remarks(self) -> list[str]:
        """What the reply seems to lack, where that was asked; it goes out all the same."""
        if "check" not in self.data:
            return []
        said, reply = f"{self.thing.title}\n{self.thing.text}", self.data.get("public_text", "")
        found = fault_words(reply_faults(said, reply)) or [str(_("没有看出漏了什么。"))]
        return [*found, str(self.measured)]


class StartCheck(VerbForm):
    told = _("请网格员到现场看，或打电话问。")
    note = area(_("要核查什么"), required=False, rows=2)


class Checked(VerbForm):
    told = _("通过后请反映人评价，到期未评价自动办结。")
    note = area(_("看到了什么"), required=False, rows=2)


class PassCheck(Checked):
    uploads = FilesField(label=_("现场照片"), required=False)


class FailCheck(PassCheck):
    told = _("退回承办单位重办，返工次数加一。")
    danger = True
    note = area(_("哪里没办好"), rows=2)


class Revisit(VerbForm):
    told = _("三个问题的回答计入三率。没有问到就留空。")
    contacted = YesNoField(label=_("单位联系过您吗"), yes=_("联系过"), no=_("没有"), required=False)
    resolved = YesNoField(label=_("事情解决了吗"), yes=_("解决了"), no=_("没解决"), required=False)
    satisfaction = forms.ChoiceField(
        label=_("满意吗"), choices=[("", _("没有问到")), *Satisfaction.choices], required=False
    )
    note = area(_("备注"), required=False, rows=2)


class Supervise(VerbForm):
    level = forms.ChoiceField(label=_("力度"), choices=[c for c in Supervision.choices if c[0]])
    text = area(_("要求"), most=LONG)

    def given(self) -> dict[str, Any]:
        """The level as the scale has it."""
        return {**self.cleaned_data, "level": Supervision(int(self.cleaned_data["level"]))}


class RequestExclusion(VerbForm):
    told = _("批准后这件事不计入三率。要有证据。")
    reason = forms.ChoiceField(label=_("理由"), choices=ExclusionReason.choices)
    text = area(_("证据"), most=LONG)


class DecideExclusion(Decide):
    told = _("每个决定都留痕，可以被审计。")


class Ask(VerbForm):
    told = _("反映人会收到这个问题，用查询码就能回答。")
    question = area(_("想问什么"), most=LONG)


class Add(VerbForm):
    text = area(_("补充的情况"), most=LONG)
    uploads = FilesField(label=_("照片或录音"), required=False)


class Note(VerbForm):
    told = _("只有办理的人看得到。")
    text = area(_("备注"), most=LONG)


class Publish(AskedAgain):
    told = _("邻居们会在村里的页面看到这段话。请不要写名字、电话、门牌。")
    still = _("看过了，这些可以公开")
    above = "cases/staff/_marked.html"
    title = line(_("公开的标题"), 400)
    text = area(_("公开的内容"), rows=5, most=LONG)
    more = line(_("还要遮住的词（用空格隔开，写在哪里都会遮住）"), 400, required=False)

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
            "title": self.thing.public_title or masked_for_all(self.thing, self.thing.title),
            "text": self.thing.public_text or masked_for_all(self.thing, self.thing.text),
        }.get(name)

    def original(self) -> list[Piece]:
        """What was said, with the marks of what is covered."""
        return pieces_of(self.thing)

    def doubts(self) -> list[str]:
        """Personal data that would stand in public."""
        written = [self.cleaned_data.get(name, "") for name in ("title", "text")]
        found = [piece.text for text in written for piece in pieces(text) if piece.kind]
        return [str(_("还能看到：%s")) % "、".join(dict.fromkeys(found))] if found else []


class Reason(VerbForm):
    reason = area(_("原因"), rows=2)


class Text(VerbForm):
    text = area(_("说明"), most=LONG)


class TextAndFiles(Text):
    uploads = FilesField(label=_("照片"), required=False)


class Rate(VerbForm):
    contacted = YesNoField(label=_("单位联系过您吗"), yes=_("联系过"), no=_("没有"))
    resolved = YesNoField(label=_("事情解决了吗"), yes=_("解决了"), no=_("没解决"))
    satisfaction = forms.ChoiceField(label=_("满意吗"), choices=Satisfaction.choices)
    text = area(_("想说的话"), required=False, rows=2)
    as_it_is = forms.BooleanField(label=_("没有解决，也就这样办结"), required=False)


FORMS: Mapping[str, type[VerbForm]] = {
    "dispatch": Dispatch,
    "accept": Accept,
    "adjudicate": Adjudicate,
    "decide_extension": DecideExtension,
    "sign": Sign,
    "contact": Contact,
    "arrive": Arrive,
    "reply": Reply,
    "conclude": Conclude,
    "pass_check": PassCheck,
    "fail_check": FailCheck,
    "revisit": Revisit,
    "resume": Resume,
    "unmerge": Unmerge,
    "rate": Rate,
    "not_fixed": TextAndFiles,
    "merge": Merge,
    "start_check": StartCheck,
    "whistle": Whistle,
    "request_extension": RequestExtension,
    "request_return": RequestReturn,
    "suspend": Suspend,
    "decline": Decline,
    "object": Text,
    "reopen": TextAndFiles,
    "withdraw": Reason,
    "note": Note,
    "ask": Ask,
    "add": Add,
    "classify": Classify,
    "supervise": Supervise,
    "publish": Publish,
    "unpublish": Reason,
    "request_exclusion": RequestExclusion,
    "decide_exclusion": DecideExclusion,
}
"""The verbs at the desk, those that move a case on first, in the order in which they are looked for."""
