"""What residents fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

EMPTY = {"required": _("请写一句话。")}


class RaiseForm(forms.Form):
    """A topic in one's own words."""

    title = forms.CharField(max_length=120, error_messages=EMPTY)
    text = forms.CharField(max_length=5000, error_messages=EMPTY)
