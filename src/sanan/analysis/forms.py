"""The form by which a county's counts come in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.process.forms import DeskForm

LARGEST = 20 * 1024 * 1024
"""Bytes; ten years of a county have a few of these millions. More goes by the command."""


class TakeForm(DeskForm):
    """One signed file of a county."""

    file = forms.FileField(label=_("县里发来的文件（.counts）"))

    def clean_file(self) -> Any:
        """Not larger than a page should read."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(
                _("文件超过 20 MB，请管机器的人用命令收：bin/sanan analysis take。")
            )
        return sent
