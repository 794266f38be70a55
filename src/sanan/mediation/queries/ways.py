"""Where one may go when mediation does not help, in plain words; and until when.

民法典 art. 188: three years from the day one knows of it and of whom; 劳动争议调解仲裁法 art. 27: one year
for arbitration, arts. 5, 50: arbitration before court; 土地管理法 art. 14 and 森林法 art. 22: quarrels over
land and forest rights are first decided by the government.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.mediation.enums import Kind, Onward


@dataclass(frozen=True, slots=True)
class Limit:
    """How many years one has, for what, by which article."""

    years: int
    told: str | Promise


@dataclass(frozen=True, slots=True)
class Way:
    """One way onward as a party reads it."""

    name: str | Promise
    told: str | Promise


USUAL = Limit(3, _("向法院起诉一般要在知道之日起三年内（民法典第一百八十八条）"))
LABOUR = Limit(1, _("申请劳动仲裁要在知道之日起一年内（劳动争议调解仲裁法第二十七条）"))
WAYS = {
    Onward.COURT: Way(
        _("到法院起诉"),
        _("带上身份证和能证明事情的东西，到法院立案窗口递起诉状；不会写的，窗口有样本。"),
    ),
    Onward.ARBITRATION: Way(
        _("申请仲裁"),
        _("劳动报酬的事要先到劳动人事争议仲裁委员会申请仲裁，不收费；对裁决不服再起诉。"),
    ),
    Onward.DECISION: Way(
        _("请行政机关处理或裁决"),
        _("山林、土地权属的事先由乡镇或县政府处理；对处理决定不服，可以复议或起诉。"),
    ),
    Onward.ENFORCE: Way(
        _("申请法院强制执行"),
        _("协议已经法院确认，对方不做的，可以直接向法院申请强制执行，不用再打官司。"),
    ),
    Onward.AID: Way(
        _("申请法律援助"),
        _("请不起律师的，到法律援助窗口申请，条件合的由律师免费办。"),
    ),
}


def limit_of(kind: str) -> Limit:
    """How long one may wait in a matter of this kind."""
    return LABOUR if kind == Kind.LABOUR else USUAL


def ways_of(kind: str) -> Sequence[Onward]:
    """What fits a matter of this kind, the first first."""
    first = {Kind.LABOUR: Onward.ARBITRATION, Kind.LAND: Onward.DECISION}.get(Kind(kind))
    return [each for each in (first, Onward.COURT, Onward.AID) if each is not None]


def told(onward: Sequence[str]) -> list[Way]:
    """The ways that were named, as a party reads them."""
    return [WAYS[Onward(each)] for each in onward]
