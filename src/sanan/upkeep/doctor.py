"""`bin/sanan doctor` and its page: what an IT clerk should know of an installation, with what to do.

Nothing is changed and nothing leaves the machine. `BAD` is dangerous now, `CARE` should be seen to,
`GOOD` was looked at and is well.
"""

import json
import shutil
import socket
import ssl
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from cryptography.x509 import load_der_x509_certificate
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.channels import roads
from sanan.channels.identity import provider as identity
from sanan.files import store
from sanan.kit import clock
from sanan.kit.replicas import watching as replicas
from sanan.kit.replicas.watching import Fault
from sanan.ledger.enums import Reason
from sanan.ledger.models import Audit, Entry, Erasure, Log, Sighting
from sanan.ledger.queries.audits import STEADY, clock_is_trusted
from sanan.people.models import Notice, Person
from sanan.upkeep import state
from sanan.upkeep.models import Turn
from sanan.upkeep.safety import refusals

LEAST_FREE = 2 << 30
FREE_SHARE = 0.1
DAY = timedelta(days=1)
AUDIT_AGE = 2 * DAY
WITNESS_AGE = 2 * DAY
BACKUP_AGE = 8 * DAY
NIGHTLY_AGE = timedelta(hours=60)
TRIED_AGE = 14 * DAY
ACCOUNT = 30 * DAY
CERTIFICATE_LEFT = 14 * DAY
APART = timedelta(seconds=10)
TLS = ("127.0.0.1", 443)


class Level(StrEnum):
    """How much a finding matters."""

    GOOD = "ok"
    CARE = "care"
    BAD = "BAD"


TITLES: Mapping[str, str | Promise] = {
    "start": gettext_lazy("启动"),
    "debug": gettext_lazy("调试模式"),
    "address": gettext_lazy("网址"),
    "certificate": gettext_lazy("证书"),
    "hosts": gettext_lazy("域名"),
    "messages": gettext_lazy("短信"),
    "sign-in": gettext_lazy("从别处登录"),
    "roads": gettext_lazy("通知的路"),
    "permissions": gettext_lazy("文件权限"),
    "files": gettext_lazy("文件库"),
    "keys": gettext_lazy("密钥"),
    "disk": gettext_lazy("磁盘"),
    "database": gettext_lazy("数据库"),
    "tables": gettext_lazy("数据表"),
    "replica": gettext_lazy("只读副本"),
    "pooler": gettext_lazy("连接池"),
    "clock": gettext_lazy("时钟"),
    "record": gettext_lazy("公开记录"),
    "audit": gettext_lazy("夜里的核对"),
    "witnesses": gettext_lazy("见证人"),
    "retention": gettext_lazy("到期清除"),
    "second factor": gettext_lazy("第二道验证"),
    "worker": gettext_lazy("后台程序"),
    "notices": gettext_lazy("通知"),
    "backup": gettext_lazy("备份"),
    "recovery key": gettext_lazy("恢复密钥"),
}
"""The words for what is looked at, as the page says them."""
FAILED: Mapping[str, str | Promise] = {
    "cannot_write": gettext_lazy("磁盘写不进去，可能满了或断开了"),
    "wrong_clock": gettext_lazy("这台机器的时钟比上一次备份还早"),
    "no_place": gettext_lazy("放备份的文件夹里没有备份，可能是磁盘没有挂上"),
    "no_program": gettext_lazy("没有装 PostgreSQL 的备份程序"),
    "pg_failed": gettext_lazy("PostgreSQL 的备份程序出错了"),
    "no_createdb": gettext_lazy("没有权限试恢复（CREATEDB）"),
    "backup_differs": gettext_lazy("试恢复以后核对不上"),
    "backup_fails": gettext_lazy("备份恢复不出来"),
    "within": gettext_lazy("备份不能放在数据自己的文件夹里"),
}
"""Why a backup could not be taken, by the code of the refusal."""

NOT_READ: Mapping[Fault, tuple[str | Promise, str | Promise]] = {
    Fault.UNSEEN: (
        gettext_lazy("主库没有回答，看不出来"),
        gettext_lazy("看主库是不是在运行。"),
    ),
    Fault.LOST: (
        gettext_lazy("连不上"),
        gettext_lazy("看那台机器和它的 PostgreSQL 是不是在运行、网络通不通、密码对不对。"),
    ),
    Fault.PRIMARY: (
        gettext_lazy("它自己收写入，不是副本"),
        gettext_lazy(
            "SANAN_REPLICAS 里写的是主库自己，或者副本已经升成主库：改成副本的地址，再启动。"
        ),
    ),
    Fault.OTHER: (
        gettext_lazy("它是别的数据库的副本"),
        gettext_lazy("把 SANAN_REPLICAS 改成这个主库的副本、同一个库名，再启动。"),
    ),
    Fault.BEHIND: (
        gettext_lazy("落后太多"),
        gettext_lazy("看副本的磁盘和网络忙不忙、复制断了没有（主库上看 pg_stat_replication）。"),
    ),
}
"""Why a replica is not read, and what to do."""

KINDS: Mapping[str, str | Promise] = {
    "case.": gettext_lazy("办件记录"),
    "notice.": gettext_lazy("通知记录"),
    "person.": gettext_lazy("账号和登录记录"),
    "token.": gettext_lazy("账号和登录记录"),
    "view.": gettext_lazy("查看记录"),
    "record.": gettext_lazy("查看记录"),
    "chat.": gettext_lazy("村群记录"),
    "message.": gettext_lazy("村群记录"),
    "appeal.": gettext_lazy("村群记录"),
    "member.": gettext_lazy("村群记录"),
    "": gettext_lazy("别的记录"),
}
"""What was erased, by how its event begins (`ledger.rules.RETENTION`)."""
CHATS = "chat.retain"
ERASING = ("sanan.ledger.tasks:retain", "sanan.voices.tasks:retain")
ERASED_AGE = 4 * DAY


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, how it is, and what to do about it."""

    what: str
    level: Level
    said: str
    to_do: str = ""

    @property
    def title(self) -> str:
        """Its name on the page."""
        return str(TITLES[self.what])

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def examine(*, at: datetime | None = None) -> list[Finding]:
    """Everything, the settings first; what needs the database says so where there is none."""
    moment = clock.at_or_now(at)
    found = [*_settings(), *_certificate(moment), *_files(), *_bucket(), _space()]
    try:
        found += [
            _tables(),
            *_replicas(),
            *_pooler(),
            *_record(moment),
            *_people(),
            *_work(moment),
            *_backup(moment),
        ]
    except DatabaseError as error:
        found.append(
            Finding(
                "database",
                Level.BAD,
                _("读不到数据库（%(error)s）") % {"error": type(error).__name__},
                _("看数据库是不是在运行、DATABASE_URL 对不对，然后运行 bin/sanan upgrade。"),
            )
        )
    return found


def _settings() -> Iterator[Finding]:
    for sentence in refusals():
        yield Finding("start", Level.BAD, sentence)
    if settings.DEBUG:
        yield Finding(
            "debug",
            Level.BAD,
            _("SANAN_DEBUG 开着：一出错，设置和数据就给出错的人看见了"),
            _("把 SANAN_DEBUG 从环境里去掉，再启动。"),
        )
    if settings.SECURE:
        yield Finding("address", Level.GOOD, "https")
    else:
        yield Finding(
            "address",
            Level.CARE,
            _("SANAN_SITE_URL 是 %(url)s：密码和验证码在路上能被看见") % {"url": settings.SITE_URL},
            _("改成 TLS 服务器后面的 https 网址，同时设好 SANAN_PROXY_HOPS。"),
        )
    host = settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    if "*" in settings.ALLOWED_HOSTS or host not in settings.ALLOWED_HOSTS:
        yield Finding(
            "hosts",
            Level.BAD if "*" in settings.ALLOWED_HOSTS else Level.CARE,
            _("SANAN_HOSTS 是 %(hosts)s") % {"hosts": ",".join(settings.ALLOWED_HOSTS)},
            _("把 SANAN_HOSTS 设成大家用的域名，这里是 %(host)s。") % {"host": host},
        )
    if settings.SMS_TRANSPORT == "none":
        yield Finding(
            "messages",
            Level.CARE,
            _("不发短信：谁也不能用手机登录"),
            _("签了短信合同以后，设 SANAN_SMS_TRANSPORT=aliyun 和它的密钥。"),
        )
    yield from _half_set()


def _half_set() -> Iterator[Finding]:
    """Roads to the outside that somebody began to set up: they stay shut, and nobody is told else."""
    for what, name, names in [*identity.half_set(), *roads.half_set()]:
        yield Finding(
            what,
            Level.CARE,
            _("%(name)s只设了一部分，还没有开") % {"name": name},
            _("把 %(settings)s 也设好，或者把已经设的去掉。") % {"settings": "、".join(names)},
        )


def _certificate(at: datetime) -> Iterator[Finding]:
    """That of the TLS server on this machine; nothing where it stands elsewhere."""
    ends = _certificate_ends() if settings.SECURE else None
    if ends is None:
        return
    said = {"on": f"{ends:%F}"}
    todo = _(
        "看 Caddy（或别的 TLS 服务器）为什么没有续：域名、80 端口、它的日志；再让它重新读一遍证书。"
    )
    if ends < at:
        yield Finding(
            "certificate", Level.BAD, _("证书 %(on)s已经过期，浏览器不让人进来") % said, todo
        )
    elif ends < at + CERTIFICATE_LEFT:
        yield Finding("certificate", Level.CARE, _("证书 %(on)s到期") % said, todo)
    else:
        yield Finding("certificate", Level.GOOD, _("证书 %(on)s到期") % said)


def _certificate_ends() -> datetime | None:
    """Until when the certificate holds that is shown for our name on this machine."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    asking = ssl.create_default_context()
    # We want to see it, also where it is good no more; nothing is sent.
    asking.check_hostname, asking.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection(TLS, timeout=2) as door,
            asking.wrap_socket(door, server_hostname=host) as shown,
        ):
            held = shown.getpeercert(binary_form=True)
    except OSError:
        return None
    return load_der_x509_certificate(held).not_valid_after_utc if held else None


def _files() -> Iterator[Finding]:
    var, keys = Path(settings.VAR).resolve(), Path(settings.KEYS).resolve()
    private = [keys, *keys.glob("*"), *var.glob("*.sqlite3*"), *var.glob("*.jsonl")]
    private += [Path(settings.LOG_KEYS), *Path(settings.LOG_KEYS).glob("log-*")]
    open_ = sorted({str(p) for p in private if p.exists() and p.stat().st_mode & 0o077})
    if open_:
        yield Finding(
            "permissions",
            Level.BAD,
            _("这台机器上的别人能读 %(files)s") % {"files": ", ".join(open_)},
            f"chmod -R go= {' '.join(open_)}",
        )
    else:
        yield Finding("permissions", Level.GOOD, _("密钥和数据库只有程序自己能读"))
    if keys.is_relative_to(var) and not settings.DEMO:
        yield Finding(
            "keys",
            Level.CARE,
            _("密钥放在 %(folder)s，和要备份的数据在一起") % {"folder": keys},
            _("把密钥移到单独的文件夹，写进 SANAN_KEYS，另外再存一份。"),
        )


def _bucket() -> Iterator[Finding]:
    """The object store, where files lie in one; while it is away nothing is lost, only refused."""
    if (held := store.bucket()) is None:
        return
    if trouble := held.trouble():
        said, todo = trouble
        yield Finding("files", Level.BAD, str(said), str(todo))
    else:
        yield Finding("files", Level.GOOD, _("读得到"))


def _space() -> Finding:
    disk = shutil.disk_usage(settings.VAR)
    sizes = {"free": f"{disk.free / (1 << 30):.1f}", "all": f"{disk.total / (1 << 30):.1f}"}
    said = _("剩 %(free)s GB，共 %(all)s GB") % sizes
    if disk.free < LEAST_FREE or disk.free < disk.total * FREE_SHARE:
        return Finding("disk", Level.BAD, said, _("腾出地方：磁盘满了，什么都收不进来。"))
    return Finding("disk", Level.GOOD, said)


def _tables() -> Finding:
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except SystemExit:
        return Finding(
            "tables", Level.BAD, _("程序比数据表新"), _("运行 bin/sanan upgrade：先备份，再改表。")
        )
    return Finding(
        "tables", Level.GOOD, _("是新的，在 %(engine)s 上") % {"engine": connection.vendor}
    )


def _replicas() -> Iterator[Finding]:
    """Each replica as it stands; one that is not well is left out by itself, nothing is lost."""
    if not settings.REPLICAS:
        return
    for number, seen in enumerate(replicas.looked().values(), start=1):
        said: dict[str, object] = {"number": number, "seconds": f"{seen.behind:.1f}"}
        if seen.fault is None:
            words = _("第 %(number)s 个：读得到，落后 %(seconds)s 秒") % said
            yield Finding("replica", Level.GOOD, words)
            continue
        told, todo = NOT_READ[seen.fault]
        words = _("第 %(number)s 个：%(told)s；先不从它读，页面照常") % {**said, "told": told}
        yield Finding("replica", Level.CARE, words, str(todo))


def _pooler() -> Iterator[Finding]:
    """A pooler gives a connection a number of its own; statements prepared through it are lost there."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pooled = cursor.fetchone()[0] != connection.connection.info.backend_pid
    prepared = bool(settings.DATABASES["default"]["OPTIONS"].get("prepare_threshold"))
    if pooled and prepared:
        yield Finding(
            "pooler",
            Level.BAD,
            _("数据库前面有连接池，没有告诉程序：有的请求会出错"),
            _("设 SANAN_PGBOUNCER=1，再启动。"),
        )
    elif not pooled and not prepared:
        yield Finding(
            "pooler",
            Level.CARE,
            _("SANAN_PGBOUNCER 开着，前面却没有连接池：每个请求都慢一些"),
            _("把 SANAN_PGBOUNCER 从环境里去掉，再启动。"),
        )


def _record(at: datetime) -> Iterator[Finding]:
    newest = Entry.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest is not None and newest > at + timedelta(minutes=5):
        yield Finding(
            "clock",
            Level.BAD,
            _("最新的一条记录是 %(at)s，这个时候还没有到") % {"at": f"{newest:%F %H:%M}"},
            _("用时间服务器（chrony）把时钟对准，一直开着。"),
        )
    yield from _apart()
    yield from _jump(at)
    log = Log.objects.order_by("-year").first()
    if log is None:
        yield Finding("record", Level.CARE, _("还没有公开过什么"), _("启动后台程序。"))
        return
    audit = Audit.objects.order_by("-at").first()
    if audit is None or audit.at < at - AUDIT_AGE:
        when = _("最近一次是 %(on)s") % {"on": f"{audit.at:%F}"} if audit else _("还没有核对过")
        todo = _("夜里让后台程序开着，或者运行 bin/sanan ledger audit。")
        yield Finding("audit", Level.CARE, when, todo)
    elif not audit.clean:
        yield Finding(
            "audit",
            Level.BAD,
            _("%(on)s：对不上（%(where)s，%(how)s）")
            % {"on": f"{audit.at:%F}", "where": audit.where, "how": audit.detail},
            _("什么都不要改；和备份比对，告诉审计管理员。"),
        )
    else:
        said = {"on": f"{audit.at:%F}", "count": audit.entries}
        yield Finding("audit", Level.GOOD, _("%(on)s：%(count)s 条，都对得上") % said)
    yield _witnesses(at)
    yield _erasures(at)


def _apart() -> Iterator[Finding]:
    """Where the database is on another machine: whether the two clocks agree."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        before = clock.now()
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    apart = abs((theirs - before).total_seconds())
    if apart > APART.total_seconds():
        yield Finding(
            "clock",
            Level.BAD,
            _("这台机器和数据库的时钟差 %(seconds)s 秒") % {"seconds": f"{apart:.0f}"},
            _("两台都用时间服务器（chrony）把时钟对准，一直开着。"),
        )


def _jump(at: datetime) -> Iterator[Finding]:
    """A clock that may be far ahead: what was lived through here does not lead up to today."""
    last = (
        Audit.objects.filter(at__lt=at - DAY).order_by("-at").values_list("at", flat=True).first()
    )
    if last is None or clock_is_trusted(at=at) or at - last < STEADY[1]:
        return
    yield Finding(
        "clock",
        Level.CARE,
        _("上一次核对是 %(on)s，到今天隔了 %(days)s 天")
        % {"on": f"{last:%F}", "days": (at - last).days},
        _("如果不是停机了这么久，就是时钟走到前面去了：马上对准。七天里不会清除到期的内容。"),
    )


def _erasures(at: datetime) -> Finding:
    """What went because its time was over, in the last thirty days, by kind; and whether the job still runs."""
    gone = Erasure.objects.filter(at__gte=at - ACCOUNT, at__lte=at, reason=Reason.RETENTION)
    kinds = Counter(str(_kind(event)) for event in gone.values_list("entry__event", flat=True))
    said = Entry.objects.filter(
        event=CHATS, at__gte=at - ACCOUNT, at__lte=at, content__isnull=False
    )
    for content in said.values_list("content", flat=True):
        kinds[_("群里的消息")] += json.loads(bytes(content or b"{}")).get("messages", 0)
    done = Turn.objects.filter(job__in=ERASING).aggregate(last=Min("done_at"))["last"]
    if done is not None and done < at - ERASED_AGE:
        return Finding(
            "retention",
            Level.CARE,
            _("到期清除最近一次是 %(on)s") % {"on": f"{done:%F}"},
            _("让后台程序开着；它每天清除一次到期的内容。"),
        )
    if not kinds:
        return Finding("retention", Level.GOOD, _("最近 30 天没有到期要清除的内容"))
    each = "、".join(
        _("%(kind)s %(count)s 条") % {"kind": k, "count": n} for k, n in sorted(kinds.items())
    )
    return Finding("retention", Level.GOOD, _("最近 30 天到期清除：%(each)s") % {"each": each})


def _kind(event: str) -> str | Promise:
    return next((name for start, name in KINDS.items() if event.startswith(start)), KINDS[""])


def _witnesses(at: datetime) -> Finding:
    if not settings.LOG_WITNESSES:
        return Finding(
            "witnesses",
            Level.CARE,
            _("外面没有人给记录副署，保管的人就可能给出两个样子"),
            _("请别的单位运行 bin/sanan witness，把它写进 SANAN_LOG_WITNESSES。"),
        )
    seen = Sighting.objects.filter(seen_at__gte=at - WITNESS_AGE).count()
    if seen == 0:
        none, ask = _("两天没有人副署了"), _("问问运行见证人的单位。")
        return Finding("witnesses", Level.BAD, none, ask)
    return Finding("witnesses", Level.GOOD, _("两天内有 %(count)s 家副署") % {"count": seen})


def _people() -> Iterator[Finding]:
    staff = Person.objects.filter(is_active=True, username__isnull=False)
    without = staff.exclude(pk__in=Authenticator.objects.values("user")).count()
    if not settings.STAFF_SECOND_FACTOR and not settings.DEMO:
        yield Finding(
            "second factor",
            Level.BAD,
            _("SANAN_STAFF_SECOND_FACTOR 关着：猜中一个密码就进来了"),
            _("把它从环境里去掉。"),
        )
    elif without:
        yield Finding(
            "second factor",
            Level.CARE,
            _("%(all)s 位工作人员里，还有 %(without)s 位没有")
            % {"all": staff.count(), "without": without},
            _("他们下次登录时，用管理员给的代码设好。"),
        )
    else:
        yield Finding("second factor", Level.GOOD, _("每位工作人员都有"))


def _work(at: datetime) -> Iterator[Finding]:
    failed = Notice.objects.filter(state="failed").count()
    long_ago = at - timedelta(minutes=30)
    waiting = Notice.objects.due(long_ago).filter(made_at__lt=long_ago).count()
    if waiting:
        yield Finding(
            "worker",
            Level.BAD,
            _("有 %(count)s 条通知等了半个多小时") % {"count": waiting},
            _("启动 bin/sanan worker（或 bin/sanan up）；已经开着的，看它的日志。"),
        )
    else:
        yield Finding("worker", Level.GOOD, _("没有等着的事"))
    if failed:
        yield Finding(
            "notices",
            Level.CARE,
            _("有 %(count)s 条没有送到") % {"count": failed},
            _("看“人员”里的“消息”，把短信通道修好，再发一次。"),
        )


def _backup(at: datetime) -> Iterator[Finding]:
    """The newest of backup and export; whether it failed since, was tried out, and holds the keys."""
    from sanan.transfer.writing import LAST_EXPORT  # with pyarrow, which a web worker is spared

    held = state.read()
    place = held.get("place") or "DIR"
    mark = Path(settings.VAR) / LAST_EXPORT
    times = [datetime.fromtimestamp(mark.stat().st_mtime, tz=UTC)] if mark.exists() else []
    times += filter(None, [state.moment("at")])
    if held.get("failed"):
        why = FAILED.get(held.get("failed_code", ""), held["failed"])
        yield Finding(
            "backup",
            Level.BAD,
            _("没有做成：%(why)s") % {"why": why},
            _("修好以后运行 bin/sanan backup %(place)s --verify。") % {"place": place},
        )
        return
    if not times:
        yield Finding(
            "backup",
            Level.CARE,
            _("还没有备份过"),
            _(
                "在另一块磁盘上运行 bin/sanan backup DIR --verify，再设 SANAN_BACKUP=DIR；"
                "用自己的办法备份的，备份后 touch %(mark)s。"
            )
            % {"mark": mark},
        )
        return
    last, since = max(times), state.moment("verified_at")
    most = NIGHTLY_AGE if settings.BACKUP else BACKUP_AGE
    if last < at - most:
        level = Level.BAD if settings.BACKUP else Level.CARE
        yield Finding(
            "backup",
            level,
            _("最近一次是 %(on)s") % {"on": f"{last:%F}"},
            _("挂上备份的磁盘，看后台程序开着没有，再运行 bin/sanan backup %(place)s。")
            % {"place": place},
        )
    elif held and (since is None or since < at - TRIED_AGE):
        yield Finding(
            "backup",
            Level.CARE,
            _("%(on)s，但两个星期没有试恢复过") % {"on": f"{last:%F}"},
            _("运行 bin/sanan backup %(place)s --verify，另外恢复一份，核对一遍。")
            % {"place": place},
        )
    else:
        yield Finding("backup", Level.GOOD, f"{last:%F}")
    if held and not held.get("keys"):
        yield Finding(
            "recovery key",
            Level.CARE,
            _("还没有：只靠备份，电话号码和密封举报恢复不了"),
            _("运行 bin/sanan recovery new，抄在纸上，分两处存好。"),
        )
