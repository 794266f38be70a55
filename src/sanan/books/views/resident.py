"""Where the money went: for everyone, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sanan.books.models import Account
from sanan.books.queries import village as reads
from sanan.books.queries.statement import balance, months, statement, summary_shown
from sanan.kit.errors import Missing
from sanan.places import queries as places

NOTHING = _("这个月还没有公开的账。")


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """A village's money by month, newest first, and what else is open."""
    place = places.by_code(code)
    rows = months(place)
    context = {
        "place": place,
        "months": rows,
        "year": rows[0][0][:4] if rows else "",
        "income": sum(i for month, i, _e in rows if month[:4] == rows[0][0][:4]),
        "expense": sum(e for month, _i, e in rows if month[:4] == rows[0][0][:4]),
        "balance": balance(place, published_only=True) if rows else 0,
        "accounts": Account.objects.filter(place=place).order_by("pk"),
        "has_assets": place.assets.exists(),
        "has_contracts": place.contracts.exists(),
    }
    return render(request, "books/resident/village.html", context)


@require_safe
def month(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Every line of a month."""
    place = places.by_code(code)
    shown = statement(place, month, published_only=True)
    if not shown.rows:
        raise Missing(NOTHING, "no_month")
    context = {"place": place, "statement": shown}
    return render(request, "books/resident/month.html", context)


@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One line with its papers."""
    found = reads.public_entry(code)
    context = {
        "entry": found,
        "place": found.place,
        "month": f"{found.on:%Y-%m}",
        "summary": summary_shown(found),
        "vouchers": reads.vouchers_of(found),
        "reversal": type(found).objects.public().filter(reverses=found).first(),
    }
    return render(request, "books/resident/entry.html", context)


@require_safe
def voucher(_request: HttpRequest, code: str) -> HttpResponse:
    """On to the copy of a paper that everyone may see now; what was published names this address."""
    return redirect("files:media", reads.public_copy(code).ref)


@require_safe
def assets(request: HttpRequest, code: str) -> HttpResponse:
    """What the village owns."""
    place = places.by_code(code)
    context = {"place": place, "assets": reads.assets_of(place)}
    return render(request, "books/resident/assets.html", context)


@require_safe
def contracts(request: HttpRequest, code: str) -> HttpResponse:
    """What it leased out, had built and bought; who owes rent."""
    place = places.by_code(code)
    context = {"place": place, "contracts": reads.contracts_of(place, timezone.localdate())}
    return render(request, "books/resident/contracts.html", context)
