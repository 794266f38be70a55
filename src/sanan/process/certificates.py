"""The two pages on which anyone checks a certificate, of whatever room issued it.

    CHECKS = Checks(room="honours", title=_("核对荣誉证书"), find=by_certificate, show=shown, …)
    urlpatterns = [*CHECKS.urls(), …]

`/…/check/` takes a number as it stands on the paper, `/…/check/<number>/` answers for it. A guess is
told what an unknown number is told, and no more than a few may come at once from one connection.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit import certificates
from sanan.people import visitor
from sanan.process.declare import Sentence
from sanan.process.forms import PHONE, DeskForm, line
from sanan.process.pages import bare, one_form

BURST, PER_MINUTE = 20, 10
HOLDS, VOID = _("这张证书有效"), _("这张证书已经撤销，不再有效")
ASIDE, COMPARE = _("扫证书上的码，或者把编号写在这里。"), _("请对照纸上的内容。")


@dataclass(frozen=True, slots=True)
class Answer:
    """What anyone who holds the number may read: whether it holds, and the facts to compare."""

    holds: bool
    facts: Sequence[tuple[Sentence, object]]


class Number(DeskForm):
    """A certificate's number."""

    look = PHONE
    number = line(_("编号"), 40)


@dataclass(frozen=True, kw_only=True)
class Checks:
    """The pages of one room's certificates.

    `find` gives the certificate of a tidied number or raises `Missing`; `show` what is answered.
    `holds` and `void` are the two headings, `aside` stands under the form, `compare` under the facts.
    """

    room: str
    title: Sentence
    find: Callable[[str], Any]
    show: Callable[[Any], Answer]
    holds: Sentence = HOLDS
    void: Sentence = VOID
    aside: Sentence = ASIDE
    compare: Sentence = COMPARE

    def urls(self) -> list[URLPattern]:
        """`check/` and `check/<number>/`."""
        check = never_cache(require_http_methods(["GET", "HEAD", "POST"])(self.check))
        return [
            path("check/", check, name="check"),
            path("check/<str:number>/", never_cache(require_safe(self.checked)), name="checked"),
        ]

    def check(self, request: HttpRequest) -> HttpResponse:
        """Where a number is typed in."""
        return one_form(
            request,
            Number(request.POST or None),
            lambda given: self._known(request, given["number"]),
            lambda number: reverse(f"{self.room}:checked", args=[number]),
            "process/certificate_check.html",
            {"checks": self},
            frame=bare,
        )

    def checked(self, request: HttpRequest, number: str) -> HttpResponse:
        """Whether it holds, and what stands on it."""
        self._slowly(request)
        answer = self.show(self.find(certificates.tidy(number)))
        again = reverse(f"{self.room}:check")
        values = {"checks": self, "answer": answer, "again": again}
        return bare(request, "process/certificate.html", values)

    def _known(self, request: HttpRequest, typed: str) -> str:
        self._slowly(request)
        number = certificates.tidy(typed)
        self.find(number)
        return number

    def _slowly(self, request: HttpRequest) -> None:
        visitor.slow_down(request, f"{self.room}-certificate", burst=BURST, per_minute=PER_MINUTE)
