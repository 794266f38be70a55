"""Where a provider tells afterwards what became of a message."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sanan.channels.wechat import events
from sanan.people import actions


@csrf_exempt
@require_http_methods(["GET", "POST"])
def wechat(request: HttpRequest) -> HttpResponse:
    """WeChat's own server, by its signature; to everybody else nothing is here.

    A GET is how WeChat tries the address out: it wants its `echostr` back.
    """
    query = request.GET.dict()
    if not events.is_signed(query, settings.WECHAT_TOKEN):
        raise Http404
    if request.method == "GET":
        return HttpResponse(query.get("echostr", "")[:200], content_type="text/plain")
    told = events.outcome(request.body)
    if told is not None:
        actions.note_outcome(outcome=told)
    return HttpResponse("success", content_type="text/plain")
