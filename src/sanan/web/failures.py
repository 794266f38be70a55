"""What is answered where no view answers: a page for a person, JSON for a program.

While something is away that comes back, what was typed stays with whoever typed it.
"""

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from sanan.kit import troubles
from sanan.kit.troubles import Trouble
from sanan.web.middleware import NOTICE

SAID = {
    400: _("发来的内容读不出来。请对照接口文档检查，再发一次。"),
    403: _("这一项不对您开放。"),
    404: _("这里没有这一项。地址可能写错了，或者没有公开。"),
    500: _("系统出了错，不是您的问题。请过几分钟再试。"),
    Trouble.AWAY: _("系统的数据库暂时连不上，刚才的操作可能没有存上。修好就能用。"),
    Trouble.BUSY: _("这会儿人太多，系统没有来得及，刚才的操作没有存上。"),
    Trouble.FULL: _("系统的磁盘满了，这一次没有收下。以前收下的都在，腾出地方就能用。"),
}
CODES = {400: "unreadable", 403: "forbidden", 404: "not_found", 500: "fault"}
ONCE_MORE = _("请过一分钟用同样的编号再发一次。")
RETRY_SECONDS = "60"
PROGRAMS = ("/api/", "/open311/", "/exchange/")
NO_TRACE = ("/sealed/", "/staff/sealed/")
SECRET = ("password", "passphrase", "code", "secret")


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """What is no request that could be read: a form torn on its way, an odd encoding, a strange host."""
    return _bare(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """What is somebody else's."""
    return _program(request, 403) or render(request, "403.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """What is absent or hidden."""
    return _program(request, 404) or render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or something away that comes back: a page that needs nothing that may be broken."""
    trouble = troubles.of(sys.exception())
    return passing(request, trouble) if trouble else _bare(request, 500)


def passing(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """For a program JSON, for a part of a page its place for notices, else a page with all that was typed."""
    made = _passing(request, trouble)
    made.status_code = 503
    made["Retry-After"] = RETRY_SECONDS
    made["Cache-Control"] = "no-store"
    return made


def _bare(request: HttpRequest, status: int) -> HttpResponse:
    page = _program(request, status)
    return page or HttpResponse(render_to_string(f"{status}.html"), status=status)


def _program(request: HttpRequest, status: int) -> HttpResponse | None:
    """What a program is told; None for a person."""
    if not request.path_info.startswith(PROGRAMS):
        return None
    said = {"code": CODES[status], "message": str(SAID[status]), "field": ""}
    return _json(said, status)


def _json(said: dict[str, str], status: int) -> HttpResponse:
    return JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})


def _passing(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    sentence = SAID[trouble]
    if request.path_info.startswith(PROGRAMS):
        said = {"code": trouble, "message": f"{sentence}{ONCE_MORE}", "field": ""}
        return _json(said, 503)
    if request.headers.get("HX-Request") == "true":
        part = HttpResponse(
            render_to_string("web/_refusal.html", {"refusal": {"sentence": sentence}})
        )
        part["HX-Retarget"], part["HX-Reswap"] = NOTICE, "innerHTML"
        return part
    page = {"sentence": sentence, "action": request.get_full_path(), **_typed(request)}
    return HttpResponse(render_to_string("503.html", page))


def _typed(request: HttpRequest) -> dict[str, object]:
    """What was filled in, to be sent once more; nothing secret, nothing of a report that leaves no trace."""
    if request.method != "POST" or request.path_info.startswith(NO_TRACE):
        return {}
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        files = bool(request.FILES)
    except (OSError, MultiPartParserError, RequestDataTooBig, UnreadablePostError):
        return {}
    if any(secret in name for name, _value in fields for secret in SECRET):
        return {}
    return {"fields": fields, "files": files}
