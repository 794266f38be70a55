"""What neighbours fill in; each mistake gets a sentence, nothing typed is lost."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import Category
from sanan.files.forms import ClipField, WithUploads
from sanan.kit import files, words
from sanan.kit.calendar import SHANGHAI
from sanan.kit.dates import day_said
from sanan.kit.filetypes import Kind
from sanan.people.forms.resident import Words
from sanan.process.forms import ResidentVerbForm, RowsField, area
from sanan.voices.enums import Reason
from sanan.voices.models import Message
from sanan.voices.queries.feed import near_mine, quoted_line
from sanan.voices.queries.search import BIG, Asked, whole_number

MEGABYTE = files.MEGABYTE
CLIPS = files.Limits(
    kinds=frozenset({Kind.VOICE, Kind.VIDEO}), voice=10 * MEGABYTE, video=50 * MEGABYTE
)
MOST_BODY = 120 * MEGABYTE
"""All that one message may carry; what declares more, or turns out to be more, is refused."""


class SayForm(WithUploads):
    """One message: words, photos, one clip, what it answers."""

    text = Words(required=False, strip=False)
    reply_to = Words(required=False, max_length=16)
    token = Words(required=False, max_length=60)
    clip = ClipField(limits=CLIPS)

    @property
    def sentence(self) -> str:
        """All that is wrong, for one line."""
        return " ".join(str(each) for errors in self.errors.values() for each in errors)


class JoinForm(ResidentVerbForm):
    """What neighbours call me, and who I am."""

    nickname = Words(max_length=60, error_messages={"required": _("请填一个昵称。")})
    name = Words(required=False, max_length=60)


class AskForm(JoinForm):
    """The same from afar, and who I am to the village."""

    text = Words(max_length=300, error_messages={"required": _("请写一句您是村里谁家的。")})


class AppealForm(ResidentVerbForm):
    """Why it was wrong."""

    text = area(_("觉得哪里不对，写一句为什么"), most=1000)


class HandOverForm(ResidentVerbForm):
    """What I said becomes a case; what I said around it may go with it, quoted as it was said."""

    others = RowsField(
        Message.objects.none(),
        label=_("一起交办我前后说的"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="ref",
    )

    def prepare(self) -> None:
        """My other messages of that day, and the words as they will be handed over."""
        around = near_mine(self.thing)
        if around:
            self.offer("others", around)
            field: Any = self.fields["others"]
            field.label_from_instance = quoted_line
        else:
            del self.fields["others"]
        self.told = _("这件事要有人办？会这样交上去，照片都带上：%(line)s") % {
            "line": quoted_line(self.thing)
        }


class LeaveForm(ResidentVerbForm):
    """Go."""

    danger = True
    told = _("说过的话留着。想回来，再扫一次村里的二维码。")


class ReportForm(ResidentVerbForm):
    """Why a neighbour's message should not stand."""

    told = _("只有村（社区）干部知道是您说的。批评干部和工作不是移除的理由。")
    why = forms.ChoiceField(label=_("原因"), choices=Reason.choices)
    note = area(_("说明（可以不填）"), required=False, most=300)


class SearchForm(forms.Form):
    """What, who, when, about what. A wrong value is left out, so that a link never fails."""

    q = Words(required=False)
    person = Words(required=False)
    topic = Words(required=False)
    since = Words(required=False)
    until = Words(required=False)
    before = Words(required=False)

    def asked(self) -> Asked:
        """As the search takes it."""
        self.is_valid()
        got = self.cleaned_data
        topic = Category.objects.filter(code=got.get("topic") or "-", parent__isnull=True).first()
        until = _day(got.get("until", ""))
        before = got.get("before", "")
        key = whole_number(before, none=BIG)
        return Asked(
            text=words.clip(words.clean_line(got.get("q", "")), 200),
            person=words.clip(words.clean_line(got.get("person", "")), 40),
            topic=topic.pk if topic else None,
            since=_day(got.get("since", "")),
            until=until + timedelta(days=1) if until else None,
            before=min(key, BIG),
        )


def _day(text: str) -> datetime | None:
    day = day_said(text)
    return datetime.combine(day, time(), SHANGHAI) if day else None
