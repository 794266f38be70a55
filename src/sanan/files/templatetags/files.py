"""Files on a page: those that are open to the reader, and originals that need a purpose."""

from collections.abc import Iterable
from typing import Any

from django import template

from sanan.files import access
from sanan.files.models import StoredFile

register = template.Library()


@register.inclusion_tag("files/_gallery.html")
def gallery(files: Iterable[StoredFile], look: str = "thumbs") -> dict[str, Any]:
    """Files that whoever reads this page may see as they are; `look` is the class of the list."""
    return {"files": [file for file in files if file.is_here], "look": look}


@register.inclusion_tag("files/_originals.html", takes_context=True)
def originals(context: dict[str, Any], files: Iterable[StoredFile]) -> dict[str, Any]:
    """Files of others on a page of staff: the ones open to them, and a form to state what for."""
    request = context["request"]
    seen, asked = access.split(request, files)
    return {
        "files": seen,
        "look": "photos",
        "asked": asked,
        "next": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
