"""What a reporter sends stays in memory: Django would put large files on the disk as they are."""

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid
from sanan.kit.numbers import whole

MOST_BYTES = 32 * 1024 * 1024


class InMemory(MemoryFileUploadHandler):
    """Keeps every file in memory; `take` has judged the size of the whole before."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Always, whatever the size."""
        self.activated = True


def take(request: HttpRequest) -> None:
    """Prepare to read a form; raises `Invalid` for one that is too large, without reading it."""
    length = whole(request.META.get("CONTENT_LENGTH") or "0")
    if length is None or length > MOST_BYTES:
        raise Invalid(
            _(
                "文件太大了：一个最多 10 MB，一共最多 30 MB。请按返回键回去，您写的还在；少选几个再交。"
            ),
            "too_large",
        )
    request.upload_handlers = [InMemory(request)]
