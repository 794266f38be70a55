"""What a reader fills in about notices."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Channel
from sanan.people.forms.resident import ResidentForm, Words


def hours() -> list[tuple[int, str]]:
    """The hours of a day, in the language of whoever reads the form."""
    return [(hour, gettext("%(hour)s 点") % {"hour": hour}) for hour in range(24)]


class RoadsForm(ResidentForm):
    """In which place each road stands that is ready, and the quiet hours.

    `ready` are the roads to which there is an address, SMS among them. `initial` may give `order`.
    """

    quiet_from = forms.TypedChoiceField(label=_("从"), choices=hours, coerce=int, initial=22)
    quiet_until = forms.TypedChoiceField(label=_("到"), choices=hours, coerce=int, initial=7)

    def __init__(self, *args: Any, ready: Sequence[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ready = list(ready)
        order = list(self.initial.get("order", []))
        places = [(n, _("第 %(place)s 种用") % {"place": n}) for n in range(1, len(ready) + 1)]
        for channel in self.ready:
            none = [] if channel == Channel.SMS else [("", _("不用"))]
            last = len(ready) if channel == Channel.SMS else ""
            self.fields[channel] = forms.TypedChoiceField(
                label=channel.label,
                choices=[*none, *places],
                coerce=int,
                empty_value=None,
                required=channel == Channel.SMS,
                initial=order.index(channel) + 1 if channel in order else last,
            )
            self.fields[channel].widget.attrs["class"] = "text"

    def places(self) -> list[forms.BoundField]:
        """The fields of the roads."""
        return [self[channel] for channel in self.ready]

    def given(self) -> dict[str, Any]:
        """What `choose_roads` takes; of two in one place the first named stands first."""
        data = self.cleaned_data
        used = [channel for channel in self.ready if data.get(channel)]
        return {
            "order": sorted(used, key=lambda channel: data[channel]),
            "quiet_from": data["quiet_from"],
            "quiet_until": data["quiet_until"],
        }


class MailboxForm(ResidentForm):
    """A mail address."""

    mail = Words(max_length=254, error_messages={"required": _("请填一个邮箱地址。")})


class BrowserForm(ResidentForm):
    """What the browser gave when it agreed; a script fills it in."""

    subscription = Words(max_length=4000, error_messages={"required": _("浏览器没有同意。")})
