"""Vouchers at the desk: what waits, the original with its boxes, added and removed, confirming."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sanan.books import actions
from sanan.books.enums import KEEPERS, SUPERVISORS, Cover, VoucherState
from sanan.books.forms import staff as forms
from sanan.books.models import Voucher
from sanan.books.queries import photos
from sanan.books.redaction.covering import WIDE
from sanan.books.rules import VOUCHER
from sanan.books.views.access import desk, me, page
from sanan.books.views.money import ENTRIES, my_entry
from sanan.files.access import split
from sanan.kit.errors import Invalid, Refused
from sanan.kit.numbers import whole
from sanan.kit.paging import page_number
from sanan.process.pages import Pages
from sanan.process.queries import timeline

SHOWN = 30
STATES = (VoucherState.AWAITING, VoucherState.RECEIVED, VoucherState.CONFIRMED)


@require_safe
@desk()
def vouchers(request: HttpRequest) -> HttpResponse:
    """Photos by where they stand; those that wait for a person first."""
    mine = Voucher.objects.visible_to(me(request))
    state = request.GET.get("state", VoucherState.AWAITING)
    if state not in STATES:
        state = VoucherState.AWAITING
    number = page_number(request.GET.get("page"))
    found = mine.filter(state=state).select_related("entry__place").order_by("received_at", "pk")
    rows = list(found[(number - 1) * SHOWN : number * SHOWN + 1])
    values = {
        "rows": rows[:SHOWN],
        "follows": len(rows) > SHOWN,
        "number": number,
        "state": state,
        "states": [(s.value, s.label, mine.filter(state=s).count()) for s in STATES],
    }
    return page(request, "vouchers", values)


@require_POST
@desk(*KEEPERS)
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """Photos of the papers behind an entry."""
    found = my_entry(request, code)
    form = forms.PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return ENTRIES.render(request, found, status=422, photo_form=form)
    try:
        for upload in form.cleaned_data["photos"]:
            actions.receive_voucher(entry=found, upload=upload, by=me(request))
    except Refused as no:
        form.add_error("photos", str(no.sentence))
        return ENTRIES.render(request, found, status=422, photo_form=form)
    return redirect("books_staff:entry", found.code)


def _voucher(request: HttpRequest, code: str) -> Voucher:
    found = Voucher.objects.visible_to(me(request)).select_related(
        "entry__place", "by", "confirmed_by"
    )
    return get_object_or_404(found, code=code)


def _shown(request: HttpRequest, found: Voucher) -> dict[str, Any]:
    """What is covered; the original for whoever said why."""
    corner = _corner(request, found)
    kinds = dict(Cover.choices)
    return {
        "entry": found.entry,
        "adjusts": VOUCHER.reason("adjust", found, me(request)) is None,
        "sees": _sees(request, found),
        "corner": request.GET.get("corner", "") if corner else "",
        "kind": request.GET.get("kind", ""),
        "kinds": Cover.choices,
        "boxes": [(n, kinds.get(box[4], box[4])) for n, box in enumerate(found.boxes, 1)],
        "mark": actions.boxes_mark(found),
        "box_form": forms.BoxForm(),
        "draft": reverse("books_staff:draft", args=[found.code]),
        "width": WIDE,
        "shown_height": round(found.height * WIDE / max(found.width, 1)),
        "story": timeline(VOUCHER, found),
    }


def _after(request: HttpRequest, found: Voucher, verb: str) -> str:
    """After one was confirmed, the next that waits."""
    if verb != "confirm":
        return VOUCHERS.address(found)
    waiting = Voucher.objects.visible_to(me(request)).filter(state=VoucherState.AWAITING)
    following = waiting.order_by("received_at", "pk").first()
    return VOUCHERS.address(following) if following else reverse("books_staff:vouchers")


VOUCHERS = Pages(
    process=VOUCHER,
    room="books_staff",
    prefix="vouchers",
    name="voucher",
    template="voucher",
    find=_voucher,
    show=_shown,
    forms={"confirm": forms.Confirm, "withdraw": forms.Withdraw},
    after=_after,
    gate=desk(),
    acting=desk(*KEEPERS, *SUPERVISORS),
    frame=page,
)


def _sees(request: HttpRequest, found: Voucher) -> bool:
    """Whether the original is open to this person now: theirs, or looked at for a stated purpose."""
    return bool(split(request, found.files)[0])


def _corner(request: HttpRequest, found: Voucher) -> tuple[int, int] | None:
    """The first corner of a box, as pointed at."""
    x, comma, y = request.GET.get("corner", "").partition("-")
    if not (comma and x.isdecimal() and y.isdecimal() and len(x) < 6 and len(y) < 6):
        return None
    return min(int(x), found.width), min(int(y), found.height)


@require_safe
@desk()
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """As the public copy would be."""
    return _picture(photos.draft(_voucher(request, code)))


@require_safe
@desk()
def original(request: HttpRequest, code: str) -> HttpResponse:
    """The original with numbered outlines, for whoever said why."""
    found = _voucher(request, code)
    if not _sees(request, found):
        raise Http404
    return _picture(photos.checked(found, _corner(request, found)))


def _picture(content: bytes) -> HttpResponse:
    """A JPEG that nothing can run in and no cache keeps."""
    response = HttpResponse(content, content_type="image/jpeg")
    patch_cache_control(response, private=True, no_store=True)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _back(found: Voucher, **more: str) -> HttpResponse:
    where = reverse("books_staff:voucher", args=[found.code])
    return redirect(f"{where}?{urlencode(more)}#picture" if more else where)


@require_POST
@desk(*KEEPERS)
def point(request: HttpRequest, code: str) -> HttpResponse:
    """A click on the picture: one corner, then the other; works without script."""
    found = _voucher(request, code)
    kind = request.POST.get("kind", Cover.OTHER)
    x, y = (_pixel(request, name, found) for name in ("at.x", "at.y"))
    begun, _comma, rest = request.POST.get("corner", "").partition("-")
    left, top = whole(begun), whole(rest)
    if left is None or top is None:
        return _back(found, corner=f"{x}-{y}", kind=kind)
    box = (left, top, x, y, kind)
    _add(request, found, box)
    return _back(found, kind=kind)


def _pixel(request: HttpRequest, name: str, found: Voucher) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 5:
        raise Invalid(_("请在照片上点一下。"), "point")
    return round(int(text) * found.width / WIDE)


def _add(request: HttpRequest, found: Voucher, box: tuple[int, int, int, int, str]) -> None:
    left, right = sorted((box[0], box[2]))
    top, bottom = sorted((box[1], box[3]))
    boxes = [tuple(b) for b in found.boxes]
    boxes.append((left, top, right, bottom, box[4]))
    actions.adjust_boxes(voucher=found, boxes=boxes, by=me(request))


@require_POST
@desk(*KEEPERS)
def add_box(request: HttpRequest, code: str) -> HttpResponse:
    """A box in percent, for whoever cannot point."""
    found, form = _voucher(request, code), forms.BoxForm(request.POST)
    if not form.is_valid():
        return VOUCHERS.render(request, found, status=422, box_form=form)
    part = form.cleaned_data
    x, y = found.width / 100, found.height / 100
    box = (
        int(part["left"] * x),
        int(part["top"] * y),
        int(part["right"] * x),
        int(part["bottom"] * y),
    )
    _add(request, found, (*box, part["kind"]))
    return _back(found)


@require_POST
@desk(*KEEPERS)
def remove_boxes(request: HttpRequest, code: str) -> HttpResponse:
    """Boxes that hide nothing personal."""
    found = _voucher(request, code)
    gone = {whole(n) for n in request.POST.getlist("box")}
    if request.POST.get("mark") != actions.boxes_mark(found):
        raise Refused(_("别人刚改过遮盖的地方，请再看一遍。"), "changed")
    kept = [tuple(b) for n, b in enumerate(found.boxes, 1) if n not in gone]
    if len(kept) == len(found.boxes):
        raise Invalid(_("请先勾选要去掉的框。"), "none")
    actions.adjust_boxes(voucher=found, boxes=kept, by=me(request))
    return _back(found)
