"""Names this room uses in the record."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why content was erased. The word stands in the public log, after `record.erase.`."""

    RETENTION = "retention", _("保存期满")
    REQUEST = "request", _("本人要求")
    UNLAWFUL = "unlawful", _("不该保存")
    COURT = "court", _("法院或主管机关决定")


class Heard(models.TextChoices):
    """What a witness answered when it was last shown a state of the log."""

    SEEN = "seen", _("已见证")
    FORK = "fork", _("拒绝：前后不一致")
    BEHIND = "behind", _("拒绝：见证人见过更多")
    REFUSED = "refused", _("拒绝")
    SILENT = "silent", _("没有回答")


class Event:
    """This room's own ledger entries."""

    ERASE = "record.erase"
