"""What people are told while something is away that comes back; what they typed stays with them."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from sanan.kit.troubles import Trouble
from sanan.web.middleware import NOTICE

SAID = {
    Trouble.AWAY: _("系统的数据库暂时连不上，刚才的操作可能没有存上。修好就能用。"),
    Trouble.BUSY: _("这会儿人太多，系统没有来得及，刚才的操作没有存上。"),
    Trouble.FULL: _("系统的磁盘满了，这一次没有收下。以前收下的都在，腾出地方就能用。"),
}
RETRY_SECONDS = "60"
PROGRAMS = ("/api/", "/open311/", "/exchange/")
NO_TRACE = ("/sealed/", "/staff/sealed/")
SECRET = ("password", "passphrase", "code", "secret")


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """For a program JSON, for a part of a page its place for notices, else a page with all that was typed."""
    made = _made(request, trouble)
    made.status_code = 503
    made["Retry-After"] = RETRY_SECONDS
    made["Cache-Control"] = "no-store"
    return made


def _made(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    sentence = SAID[trouble]
    if request.path_info.startswith(PROGRAMS):
        return JsonResponse({"code": trouble, "message": str(sentence), "field": ""})
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
