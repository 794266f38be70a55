"""What an installation must not be started with, each in a sentence that says what to do."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

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
