"""How a picture of a voucher goes out."""

from django.http import HttpResponse


def picture(content: bytes, *, private: bool) -> HttpResponse:
    """A JPEG that nothing can run in; an original is kept by no cache."""
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "no-store" if private else "public, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
