"""What neighbours fill in; each mistake gets a sentence, nothing typed is lost."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import Category
from sanan.files.forms import ClipField, WithUploads
from sanan.kit import files, words
from sanan.kit.calendar import SHANGHAI
from sanan.kit.containers import Kind
from sanan.people.forms.resident import Words
from sanan.voices.queries.search import BIG, Asked

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


class JoinForm(forms.Form):
    """What neighbours call me, and who I am."""

    nickname = Words(max_length=60, error_messages={"required": _("请填一个昵称。")})
    name = Words(required=False, max_length=60)


class AppealForm(forms.Form):
    """Why it was wrong."""

    text = Words(max_length=1000, error_messages={"required": _("请写一句话，说说为什么不对。")})


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
        key = int(before) if before.isascii() and before.isdecimal() else BIG
        return Asked(
            text=words.clip(words.clean_line(got.get("q", "")), 200),
            person=words.clip(words.clean_line(got.get("person", "")), 40),
            topic=topic.pk if topic else None,
            since=_day(got.get("since", "")),
            until=until + timedelta(days=1) if until else None,
            before=min(key, BIG),
        )


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), SHANGHAI)
    except ValueError:
        return None
