"""What staff fill in: one form for each verb."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.people.forms.resident import Words
from sanan.voices.enums import Decision, Ended, Reason


class DeskForm(forms.Form):
    """Fields in Tabler's dress."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.Select):
                widget.attrs.setdefault("class", "form-select")
            elif not isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
                widget.attrs.setdefault("class", "form-control")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReasonForm(DeskForm):
    """Why something is taken out or not let through."""

    why = forms.ChoiceField(label=_("原因"), choices=Reason.choices)
    note = Words(label=_("说明（群里和本人都看得到）"), max_length=300, widget=_area(2))


class MuteForm(ReasonForm):
    """Silence for some days."""

    days = forms.IntegerField(label=_("几天（最长 30 天）"), min_value=1, max_value=30, initial=3)


class EndForm(DeskForm):
    """Why someone is no member any more."""

    why = forms.ChoiceField(
        label=_("原因"),
        choices=[(w.value, w.label) for w in (Ended.MOVED, Ended.NO_RESIDENT)],
    )


class RevealForm(DeskForm):
    """Why the number is needed."""

    purpose = Words(label=_("为什么要看电话"), max_length=200)


class DecideForm(DeskForm):
    """An appeal's answer."""

    decision = forms.ChoiceField(
        label=_("决定"),
        choices=[(d.value, d.label) for d in (Decision.GRANTED, Decision.REFUSED)],
    )
    answer = Words(label=_("答复（本人看得到）"), max_length=1000, widget=_area(2))


class AnnounceForm(DeskForm):
    """An announcement."""

    title = Words(label=_("标题"), max_length=120)
    text = Words(label=_("内容"), max_length=10_000, widget=_area(5))
    url = Words(label=_("链接（可以不填）"), max_length=300, required=False)


class RelayForm(DeskForm):
    """What a neighbour said elsewhere."""

    teller = Words(
        label=_("怎么称呼（可以不填）"),
        max_length=12,
        required=False,
        help_text=_("按本人愿意的叫法写，不写真名也行。"),
    )
    text = Words(label=_("原话"), max_length=2000, widget=_area(4))


class RulesForm(DeskForm):
    """What this village adds."""

    text = Words(
        label=_("本村另外约定的（可以不填）"), max_length=5000, required=False, widget=_area(6)
    )


class ImportForm(DeskForm):
    """A group's export."""

    file = forms.FileField(
        label=_("群聊天记录（.txt）"),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,text/plain"}),
        help_text=_("每行一条：时间 昵称：内容。没有时间的行接在上一条后面。"),
    )


class LinkForm(DeskForm):
    """A WeCom group of the county's own."""

    chat = Words(label=_("企业微信群的 chat_id"), max_length=80)


class WordForm(DeskForm):
    """A word at which messages wait."""

    text = Words(label=_("词"), max_length=40)
    why = forms.ChoiceField(label=_("原因"), choices=Reason.choices)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        select = forms.Select(attrs={"class": "form-select"})
        self.fields["place"] = forms.ChoiceField(label=_("管到哪里"), choices=places, widget=select)
