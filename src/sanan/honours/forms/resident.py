"""What residents write."""

from django.utils.translation import gettext_lazy as _

from sanan.process.forms import ResidentVerbForm, area


class Object(ResidentVerbForm):
    """An objection; nobody's name is asked."""

    told = _("不用写您的名字。每一条都要查清、答复，查清以前不会表彰。")
    text = area(_("您知道的情况"), most=1000)
