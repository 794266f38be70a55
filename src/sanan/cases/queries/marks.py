"""Personal data in what was said: covered for the public, marked for whoever releases it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import Anonymity
from sanan.cases.models import Case
from sanan.cases.queries.suggestions import masked
from sanan.insight.private import covering
from sanan.insight.private.spans import Kind

KINDS: Mapping[Kind, str | Promise] = {
    Kind.NAME: _("名字"),
    Kind.PHONE: _("电话"),
    Kind.ID_NUMBER: _("身份证号"),
    Kind.PLATE: _("车牌"),
    Kind.BANK_CARD: _("银行卡号"),
    Kind.EMAIL: _("邮箱"),
    Kind.ACCOUNT: _("账号"),
    Kind.HOME: _("门牌"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `kind` says what personal data it is, empty where it is none."""

    text: str
    kind: str | Promise = ""


def masked_for_all(case: Case, text: str) -> str:
    """Words of a case as everyone may read them; the name too, unless it was given to all."""
    return masked(text, "" if case.anonymity == Anonymity.NAMED else case.contact_name)


def pieces_of(case: Case) -> list[Piece]:
    """What was said, cut where personal data stands."""
    return pieces(case.text)


def pieces(text: str) -> list[Piece]:
    """A text cut where private words stand."""
    return [
        Piece(piece.text, KINDS[piece.kind] if piece.kind else "")
        for piece in covering.pieces(text)
    ]
