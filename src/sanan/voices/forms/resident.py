"""What neighbours fill in; each mistake gets a sentence, nothing typed is lost."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import Category
from sanan.kit import files, words
from sanan.kit.calendar import SHANGHAI
from sanan.kit.containers import Kind
from sanan.kit.errors import Invalid
from sanan.people.forms.resident import Words
from sanan.voices.queries.search import BIG, Asked

MOST_PHOTOS = 9
MEGABYTE = files.MEGABYTE
PHOTOS = files.Limits(kinds=frozenset({Kind.PHOTO}))
CLIPS = files.Limits(
    kinds=frozenset({Kind.VOICE, Kind.VIDEO}), voice=10 * MEGABYTE, video=50 * MEGABYTE
)
MOST_BODY = 120 * MEGABYTE
"""All that one message may carry; what declares more, or turns out to be more, is refused."""


class SayForm(forms.Form):
    """One message: words, photos, one clip, what it answers."""

    text = Words(required=False, strip=False)
    reply_to = Words(required=False, max_length=16)
    token = Words(required=False, max_length=60)
    photos = forms.Field(required=False)
    clip = forms.Field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.uploads: list[files.Upload] = []

    def clean(self) -> dict[str, Any]:
        """Judge what was attached by its content; a refused file's sentence names it."""
        cleaned = super().clean() or self.cleaned_data
        photos = self._sent("photos")
        if len(photos) > MOST_PHOTOS:
            told = _("照片最多 %(most)d 张,请少选几张再发。") % {"most": MOST_PHOTOS}
            self.add_error("photos", told)
        else:
            self._inspect("photos", photos, PHOTOS)
        self._inspect("clip", self._sent("clip")[:1], CLIPS)
        return cleaned

    @property
    def sentence(self) -> str:
        """All that is wrong, for one line."""
        return " ".join(str(each) for errors in self.errors.values() for each in errors)

    def _sent(self, name: str) -> Sequence[Any]:
        return cast("MultiValueDict[str, Any]", self.files or MultiValueDict()).getlist(name)

    def _inspect(self, name: str, sent: Sequence[Any], limits: files.Limits) -> None:
        for file in sent:
            try:
                self.uploads.append(files.inspect(cast("Any", file.file), file.name or "", limits))
            except Invalid as error:
                self.add_error(name, f"{words.clip(file.name or '', 30)}:{error.sentence}")


class JoinForm(forms.Form):
    """What neighbours call me, and who I am."""

    nickname = Words(max_length=60, error_messages={"required": _("请填一个昵称。")})
    name = Words(required=False, max_length=60)


class AppealForm(forms.Form):
    """Why it was wrong."""

    text = Words(max_length=1000, error_messages={"required": _("请写一句话,说说为什么不对。")})


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
