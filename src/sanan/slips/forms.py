"""What people type to find a thing again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.process.forms import Words


class TrackForm(forms.Form):
    """The query code."""

    code = Words(max_length=60, error_messages={"required": _("请填 12 位查询码。")})
