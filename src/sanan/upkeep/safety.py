"""What an installation must not be started with, each in a sentence that says what to do."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from sanan.kit import clock, vault
from sanan.ledger.log.errors import LogError
from sanan.ledger.models import Log
from sanan.ledger.queries import logs
from sanan.upkeep.state import is_restoring, is_upgrading


def refusals() -> list[str]:
    """Why `serve` and `up` refuse to start; nothing where all is well."""
    return list(_found())


def _found() -> Iterator[str]:
    if is_restoring():
        yield _("上次恢复备份没有做完，这里只有一部分。请再运行 bin/sanan restore，会从头来过。")
    if is_upgrading():
        yield _(
            "上次升级中断了，数据表一半是旧版、一半是新版。请再运行 bin/sanan upgrade，会先退回旧版。"
        )
    yield from _lost_keys()
    if _is_demo():
        yield _(
            "这个数据库里是演示县，密码谁都知道。演示请用 bin/demo 打开；正式用，请把 SANAN_VAR（或"
            " DATABASE_URL）指到新的地方，再运行 bin/sanan migrate。"
        )
    if settings.SECURE and settings.PROXY_HOPS is None:
        yield _(
            "SANAN_SITE_URL 是 https，前面就有一台 TLS 服务器，所有来访的人会被当成一个人。请把"
            " SANAN_PROXY_HOPS 设成中间自己的服务器台数（只有一台就写 1，没有写 0）。"
        )
    if settings.REPLICA_URLS and not settings.REPLICAS:
        yield _(
            "SANAN_REPLICAS 写了只读副本，可是数据库是 SQLite，没有副本。请把 DATABASE_URL 设成 PostgreSQL，"
            "或者去掉 SANAN_REPLICAS。"
        )
    if settings.SMS_TRANSPORT == "console" and not settings.DEMO:
        yield _(
            "SANAN_SMS_TRANSPORT=console 把验证码写进文件，只给演示用。请设成 aliyun；还没有签约就设成"
            " none，这期间没有人能用手机号登录。"
        )


def _is_demo() -> bool:
    from sanan.people.queries import is_demo

    try:
        return is_demo()
    except DatabaseError:
        return False  # no tables yet: there is nothing in it


def _lost_keys() -> Iterator[str]:
    """Keys that are not those with which this database was written; they are made anew where none lie."""
    if settings.WITHOUT_KEYS:
        return
    try:
        locked, log = _newest_locked(), Log.objects.filter(year=logs.year_of(clock.now())).first()
    except DatabaseError:
        return
    where = {"folder": settings.KEYS, "log_folder": settings.LOG_KEYS}
    if locked and not vault.unlock(locked):
        yield (
            _(
                "%(folder)s 里的密钥打不开这个数据库里的电话号码，不是原来那一份。请把原来的 SANAN_KEYS 放回去再启动；"
                "没有了，用 bin/sanan restore 和纸上的恢复密钥取回。再也找不回来的，设 SANAN_WITHOUT_KEYS=1，"
                "以前的电话号码就读不出来了。"
            )
            % where
        )
    if log and settings.LOG and not _can_sign(log):
        yield (
            _(
                "公开记录今年的签名密钥不在 %(log_folder)s 里，或者不是原来那一份，新的事记不进去。"
                "请把原来的放回去再启动；没有了，用 bin/sanan restore 和纸上的恢复密钥取回。"
            )
            % where
        )


def _newest_locked() -> str:
    from sanan.people.models import Person

    kept = Person.objects.exclude(phone_locked="").order_by("-pk")
    return kept.values_list("phone_locked", flat=True).first() or ""


def _can_sign(log: Log) -> bool:
    try:
        logs.signer(log)
    except (OSError, LogError, ValueError):
        return False
    return True
