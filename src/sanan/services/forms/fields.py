"""What several forms of this room say."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

EMPTY: Mapping[str, Any] = {"required": _("请写一句话。")}


def fen(yuan: Decimal | None) -> int | None:
    """An amount of yuan in fen."""
    return None if yuan is None else int(yuan * 100)
