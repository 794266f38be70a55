"""Names this room uses."""

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What a file is to a person; the words of `kit.filetypes.Kind`."""

    PHOTO = "photo", _("照片")
    VOICE = "voice", _("录音")
    VIDEO = "video", _("视频")
    DOCUMENT = "document", _("文件")


class Sight(Enum):
    """How much of a file somebody may see."""

    HIDDEN = "nothing: absent and hidden answer alike"
    COVERED = "the covered copy, where there is one"
    PUBLIC = "this file, as everyone may"
    OPEN = "this file, because it is theirs or was sent to them"
    ORIGINAL = "this file, once they have said what for; the record keeps the look"
