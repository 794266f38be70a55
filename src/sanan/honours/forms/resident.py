"""What residents write."""

from django.utils.translation import gettext_lazy as _

from sanan.process.forms import PHONE, DeskForm, ResidentVerbForm, area, line


class Object(ResidentVerbForm):
    """An objection; nobody's name is asked."""

    told = _("不用写您的名字。每一条都要查清、答复，查清以前不会表彰。")
    text = area(_("您知道的情况"), most=1000)


class Number(DeskForm):
    """The number on a certificate."""

    look = PHONE
    number = line(_("证书编号"), 24)
