"""What staff fill in: one form for each verb."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.process.forms import DeskForm, VerbForm, area, line, number
from sanan.voices.enums import ENDINGS, Reason


class RaiseForm(VerbForm):
    """A case of one message."""

    title = line(_("标题（不写就用原话）"), required=False)


class PickedForm(RaiseForm):
    """A case of several messages, seen as it will be quoted."""

    message = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput)

    def prepare(self) -> None:
        """The references that may be sent are those of the room's own messages."""
        field: Any = self.fields["message"]
        field.choices = [(message.ref, message.ref) for message in self.thing or ()]


class ReasonForm(VerbForm):
    """Why something is taken out or not let through."""

    danger = True
    why = forms.ChoiceField(label=_("原因"), choices=Reason.choices)
    note = area(_("说明（群里和本人都看得到）"), most=300, rows=2)


class MuteForm(ReasonForm):
    """Silence for some days."""

    days = number(_("几天（最长 30 天）"), least=1, most=30, initial=3)


class EndForm(VerbForm):
    """Why someone is no member any more."""

    danger = True
    why = forms.ChoiceField(label=_("原因"), choices=[(w.value, w.label) for w in ENDINGS])


class DeclineForm(VerbForm):
    """Why someone is not let in."""

    note = area(_("原因（本人看得到）"), most=300, rows=2)


class StandForm(VerbForm):
    """Why a reported message stays."""

    note = area(_("为什么留着（举报的人看得到）"), most=300, rows=2)


class AnswerForm(VerbForm):
    """An appeal's answer."""

    answer = area(_("答复（本人看得到）"), most=1000, rows=2)


class RevealForm(DeskForm):
    """Why the number is needed."""

    purpose = line(_("为什么要看电话"), 200)


class AnnounceForm(DeskForm):
    """An announcement."""

    title = line(_("标题"))
    text = area(_("内容"), most=10_000, rows=5)
    url = line(_("链接（可以不填）"), 300, required=False)


class RelayForm(DeskForm):
    """What a neighbour said elsewhere."""

    teller = line(
        _("怎么称呼（可以不填）"),
        12,
        required=False,
        hint=_("按本人愿意的叫法写，不写真名也行。"),
    )
    text = area(_("原话"), most=2000, rows=4)


class RulesForm(DeskForm):
    """What this village adds."""

    text = area(_("本村另外约定的（可以不填）"), most=5000, required=False, rows=6)


class ImportForm(DeskForm):
    """A group's export."""

    file = forms.FileField(
        label=_("群聊天记录（.txt）"),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,text/plain"}),
        help_text=_("每行一条：时间 昵称：内容。没有时间的行接在上一条后面。"),
    )


class LinkForm(DeskForm):
    """A WeCom group of the county's own."""

    chat = line(_("企业微信群的 chat_id"), 80)


class WordForm(DeskForm):
    """A word at which messages wait."""

    text = line(_("词"), 40)
    why = forms.ChoiceField(label=_("原因"), choices=Reason.choices)
    place = forms.ChoiceField(label=_("管到哪里"))

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.choices = places
