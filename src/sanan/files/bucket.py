"""Files in an S3-compatible object store, for an installation on several machines (docs/scaling.md).

Needs the extra `s3`. An object is written once under a name of chance, so nothing is ever replaced.
Whatever the store answers that is not "absent" becomes a sentence: the person keeps what they wrote
and tries again, the log names the store's own word for it.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils.deconstruct import deconstructible
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from storages.backends.s3 import S3Storage

from sanan.kit.errors import Refused

logger = logging.getLogger(__name__)

IN_MEMORY = 4 << 20
ABSENT = {"404", "NoSuchKey"}
AWAY = _("现在存取不了文件，请过几分钟再试。您写的内容没有丢，再提交一次就可以。")
CAUSES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    **dict.fromkeys(
        ("InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "403"),
        (_("文件库不认这把钥匙"), _("核对 SANAN_S3_KEY 和 SANAN_S3_SECRET，再启动。")),
    ),
    **dict.fromkeys(
        ("NoSuchBucket", "404"),
        (_("文件库里没有这个桶"), _("核对 SANAN_S3_BUCKET；还没有建，就先在文件库里建好。")),
    ),
    "RequestTimeTooSkewed": (
        _("这台机器和文件库的时钟差得太多"),
        _("两台都用时间服务器（chrony）把时钟对准，一直开着。"),
    ),
}
UNREACHED = (
    _("连不上文件库"),
    _("看文件库在不在运行、SANAN_S3 的网址对不对、网络通不通。"),
)
"""What is wrong with the store and what to do, by its own word for it."""


class Away(Refused):
    """The store does not do what it was asked; later it may."""

    status = 503


class Entry(NamedTuple):
    """One object: its key, size in bytes, and since when it is there."""

    key: str
    size: int
    at: datetime


def options(given: Mapping[str, str]) -> dict[str, Any]:
    """The `OPTIONS` of this storage: `endpoint`, `bucket`, `key`, `secret`, `region`."""
    config = Config(
        signature_version="s3v4",
        connect_timeout=5,
        read_timeout=30,
        retries={"max_attempts": 3, "mode": "standard"},
        s3={"addressing_style": given.get("addressing") or "path"},
        # Trailing checksums are AWS's own; many stores refuse them.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return {
        "endpoint_url": given["endpoint"],
        "bucket_name": given["bucket"],
        "access_key": given["key"],
        "secret_key": given["secret"],
        "region_name": given.get("region") or "us-east-1",
        "client_config": config,
        "file_overwrite": True,  # names are of chance: asking first would cost a request
    }


@deconstructible(path="sanan.files.bucket.Bucket")
class Bucket(S3Storage):
    """Django's storage over one bucket."""

    def _save(self, name: str, content: Any) -> str:
        with said():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> Any:  # noqa: ARG002 - objects are only read
        """The whole object by one request, in memory or, where it is large, in a file that goes away."""
        found = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever opened it closes it
        with said():
            copyfileobj(self.bucket.Object(name).get()["Body"], found)
        found.seek(0)
        return found

    def exists(self, name: str) -> bool:
        """Whether an object has this name."""
        with said():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        """Delete it; what is gone already is no fault."""
        with said():
            super().delete(name)

    def listdir(self, path: str) -> Any:
        """Folders and names below `path`."""
        with said():
            return super().listdir(path)

    def entries(self, under: str) -> Iterator[Entry]:
        """All objects whose key begins so, a thousand a request."""
        with said():
            for each in self.bucket.objects.filter(Prefix=under):
                yield Entry(each.key, each.size, each.last_modified)

    def trouble(self) -> tuple[str | Promise, str | Promise] | None:
        """What is wrong with the store and what to do; None where it answers. Changes nothing."""
        try:
            self.connection.meta.client.list_objects_v2(Bucket=self.bucket.name, MaxKeys=1)
        except (ClientError, BotoCoreError) as error:
            return cause(error)
        return None


def cause(error: Exception) -> tuple[str | Promise, str | Promise]:
    """The sentence for what the store answered, and what to do."""
    return CAUSES.get(_code(error), UNREACHED)


@contextmanager
def said() -> Iterator[None]:
    """Turn the store's faults into `Away`; an absent object stays `FileNotFoundError`."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        if _code(error) in ABSENT:
            raise FileNotFoundError from error
        logger.error("the object store: %s", _code(error) or type(error).__name__)  # noqa: TRY400 - its trace would name keys
        raise Away(AWAY, "files_away") from error


def _code(error: Exception) -> str:
    answer = getattr(error, "response", {})
    return str(answer.get("Error", {}).get("Code", ""))
