"""Every setting comes from the environment, has a safe default and stands in docs/settings.md."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from environs import Env

from sanan.kit.manifest import packages
from sanan.kit.postgres import options as postgres_options
from sanan.kit.replicas.addresses import databases as replica_databases

env = Env()

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(env.str("SANAN_VAR", str(ROOT / "var")))
# The secrets, apart from the data, so that a backup of the one is never a backup of the other.
KEYS = Path(env.str("SANAN_KEYS", str(VAR / "keys")))
DEBUG = env.bool("SANAN_DEBUG", default=False)


def _secret(variable: str = "SANAN_SECRET_KEY", name: str = "secret") -> str:
    """A secret of the installation: from the environment, else made once, readable to us only."""
    given = env.str(variable, "")
    if given:
        return given
    path = KEYS / name
    if not path.exists():
        _make_secret(path, VAR / name)
    return path.read_text().strip()


def _make_secret(path: Path, before: Path) -> None:
    """Whole or not at all, and only once, also where two processes start together.

    Where it stood `before` among the data, it is taken from there.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        try:
            file.write(before.read_text())  # not moved: the keys may lie on another disk
        except FileNotFoundError:
            file.write(secrets.token_urlsafe(50))
    with suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()
    before.unlink(missing_ok=True)


VAR.mkdir(parents=True, exist_ok=True)  # also where every secret comes from the environment
SECRET_KEY = _secret()
SECRET_KEY_FALLBACKS: list[str] = env.list("SANAN_SECRET_KEY_FALLBACKS", [])
# The outer lock of sealed reports (docs/sealed.md); whoever has it and the database reads none yet.
SEALED_KEY = _secret("SANAN_SEALED_KEY", "sealed-key")
ALLOWED_HOSTS = env.list("SANAN_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SANAN_SITE_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
SECURE = SITE_URL.startswith("https://")

# Every room brings itself (kit/manifest.py).
INSTALLED_APPS = [
    "sanan.kit",
    *packages("apps"),
    "treebeard",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "sanan.web.apps.StaticFiles",
    "django.forms",
]

MIDDLEWARE = [
    "sanan.upkeep.probes.probes",
    "sanan.sealed.middleware.unlinked",
    "sanan.kit.replicas.routing.reads",
    "django.middleware.security.SecurityMiddleware",
    "sanan.api.middleware.programs",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sanan.web.middleware.back_is_safe",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "sanan.people.middleware.idle_timeout",
    "sanan.people.middleware.second_factor",
    "sanan.web.middleware.refusals",
]

ROOT_URLCONF = "sanan.config.urls"
WSGI_APPLICATION = "sanan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sanan.web.context.shell",
            ],
            "builtins": [
                "sanan.web.templatetags.sanan",
                "sanan.web.templatetags.maps",
                "sanan.files.templatetags.files",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": dj_database_url.parse(
        env.str("DATABASE_URL", f"sqlite:///{VAR / 'sanan.sqlite3'}"),
        conn_max_age=600,
        conn_health_checks=True,
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Commits are flushed to the disk in groups before they return; see the room's plaque.
    DATABASES["default"]["ENGINE"] = "sanan.kit.sqlite"
    # A file, as in life: threads of a test wait for each other as processes do.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    # Statements are prepared in the server, except behind a pooler; see the backend's plaque.
    POOLED = env.bool("SANAN_PGBOUNCER", default=False)
    DATABASES["default"]["ENGINE"] = "sanan.kit.postgres"
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = POOLED
    DATABASES["default"]["OPTIONS"] = {
        **postgres_options(prepared=not POOLED),
        **DATABASES["default"].get("OPTIONS", {}),
    }
# Copies of it that pages are read from, and how many seconds old they may be (docs/scaling.md).
REPLICA_URLS: list[str] = env.list("SANAN_REPLICAS", [])
REPLICA_SECONDS = env.float("SANAN_REPLICA_SECONDS", 5.0)
_replicas: dict[str, Any] = replica_databases(DATABASES["default"], REPLICA_URLS)
REPLICAS = list(_replicas)
DATABASES |= _replicas
DATABASE_ROUTERS = ["sanan.kit.replicas.routing.Router"] if REPLICAS else []
# Who somebody is and what they may do is never old; programs read a copy only where they ask for it.
REPLICAS_NEVER = frozenset(
    {"people", "sessions", "mfa", "usersessions", "account", "sealed", "django_tasks_database"}
)
REPLICA_PROGRAMS = ("/api/", "/open311/")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/staff/login/"
LOGIN_REDIRECT_URL = "/staff/"
STAFF_IDLE_MINUTES = env.int("SANAN_STAFF_IDLE_MINUTES", 30)
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src/sanan/locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("SANAN_STATIC", str(VAR / "static")))
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "sanan.files.store.Folder"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Files in an S3-compatible store, which several machines share (docs/scaling.md).
S3 = None
if env.str("SANAN_S3", ""):
    from sanan.files.bucket import options as _s3_options  # only where the extra is installed

    S3 = _s3_options(
        {
            "endpoint": env.str("SANAN_S3"),
            "bucket": env.str("SANAN_S3_BUCKET", "sanan"),
            "key": env.str("SANAN_S3_KEY"),
            "secret": env.str("SANAN_S3_SECRET"),
            "region": env.str("SANAN_S3_REGION", ""),
            "addressing": env.str("SANAN_S3_ADDRESSING", ""),
        }
    )
    STORAGES["default"] = {"BACKEND": "sanan.files.bucket.Bucket", "OPTIONS": S3}
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365
MEDIA_ROOT = VAR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# More than a form takes, so that the form can say how many it takes.
DATA_UPLOAD_MAX_NUMBER_FILES = 40

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Pictures under the product's own maps, as a county may use them (docs/maps.md); none by default.
MAP_TILES: Any = env.json("SANAN_MAP_TILES", {})
_TILE_SERVERS = sorted({f"https://{urlsplit(url).netloc}" for url in MAP_TILES.get("urls", [])})

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF, *_TILE_SERVERS] if _TILE_SERVERS else None,
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "require-trusted-types-for": ["'script'"]
        if env.bool("SANAN_TRUSTED_TYPES", default=False)
        else None,
    },
}
CONTENT_SECURITY_POLICY["DIRECTIVES"] = {
    k: v for k, v in CONTENT_SECURITY_POLICY["DIRECTIVES"].items() if v
}
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

ACCOUNT_ADAPTER = "sanan.people.adapters.StaffAccounts"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
# Our own counters, in the database, stand in for allauth's, which each process keeps for itself.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "sanan.people.forms.staff.SignIn",
    "change_password": "sanan.people.forms.staff.PasswordChange",
    "reauthenticate": "sanan.people.forms.staff.PasswordAgain",
}
MFA_ADAPTER = "sanan.people.adapters.StaffFactors"
MFA_FORMS = {
    "authenticate": "sanan.people.forms.staff.FactorCode",
    "reauthenticate": "sanan.people.forms.staff.FactorAgain",
    "activate_totp": "sanan.people.forms.staff.AddApp",
    "deactivate_totp": "sanan.people.forms.staff.RemoveApp",
    "generate_recovery_codes": "sanan.people.forms.staff.NewRecoveryCodes",
    "add_webauthn": "sanan.people.forms.staff.AddKey",
    "edit_webauthn": "sanan.people.forms.staff.RenameKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "三安 Sanan"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = False
# For how long a phone without an account is known again: what it follows, under what it is counted.
VISITOR_DAYS = env.int("SANAN_VISITOR_DAYS", 90)
# How many of our own proxies stand between a visitor and this server (docs/settings.md).
PROXY_HOPS = env.int("SANAN_PROXY_HOPS", None)
STAFF_SECOND_FACTOR = env.bool("SANAN_STAFF_SECOND_FACTOR", default=True)
# So many matters programs without a key may raise at once from one address; a fifth of it a minute.
ANONYMOUS_PROGRAMS = env.int("SANAN_ANONYMOUS_PROGRAMS", 30)
# What stands before a local telephone number here, such as 0595; without it people must write it.
AREA_CODE = env.str("SANAN_AREA_CODE", "")

# The county's own figures for warnings, {"rule": {"figure": number}} (docs/books.md).
BOOKS_THRESHOLDS = env.json("SANAN_BOOKS_THRESHOLDS", {})

# Whether this process serves the demo county, whose messages end in a file that everybody may read.
DEMO = env.bool("SANAN_DEMO", default=False)
SMS_TRANSPORT = env.str("SANAN_SMS_TRANSPORT", "console" if DEMO else "none")
SMS_ALIYUN = {
    "key_id": env.str("SANAN_SMS_KEY_ID", ""),
    "secret": env.str("SANAN_SMS_SECRET", ""),
    "sign_name": env.str("SANAN_SMS_SIGN_NAME", ""),
    "code_template": env.str("SANAN_SMS_CODE_TEMPLATE", ""),
    "notice_template": env.str("SANAN_SMS_NOTICE_TEMPLATE", ""),
}
# Sign-in from outside (docs/identity.md): each off until all of its settings are given.
IDENTITY: dict[str, dict[str, str]] = {
    "oidc": {
        "issuer": env.str("SANAN_OIDC_ISSUER", "").rstrip("/"),
        "client_id": env.str("SANAN_OIDC_CLIENT_ID", ""),
        "secret": env.str("SANAN_OIDC_SECRET", ""),
    },
    "wechat": {
        "app_id": env.str("SANAN_WECHAT_APP_ID", ""),
        "secret": env.str("SANAN_WECHAT_SECRET", ""),
    },
    "dingtalk": {
        "client_id": env.str("SANAN_DINGTALK_CLIENT_ID", ""),
        "secret": env.str("SANAN_DINGTALK_SECRET", ""),
    },
    "wecom": {
        "corp": env.str("SANAN_WECOM_CORP", ""),
        "agent": env.str("SANAN_WECOM_AGENT", ""),
        "secret": env.str("SANAN_WECOM_SECRET", ""),
    },
}
# Where each provider is, without a path; another only for a private installation of the same shape.
IDENTITY_HOSTS: dict[str, dict[str, str]] = {
    "dingtalk": {
        "page": env.str("SANAN_DINGTALK_PAGE", "https://login.dingtalk.com").rstrip("/"),
        "api": env.str("SANAN_DINGTALK_API", "https://api.dingtalk.com").rstrip("/"),
    },
    "wecom": {
        "page": env.str("SANAN_WECOM_PAGE", "https://open.weixin.qq.com").rstrip("/"),
        "api": env.str("SANAN_WECOM_API", "https://qyapi.weixin.qq.com").rstrip("/"),
    },
    "wechat": {
        "page": env.str("SANAN_WECHAT_PAGE", "https://open.weixin.qq.com").rstrip("/"),
        "api": env.str("SANAN_WECHAT_API", "https://api.weixin.qq.com").rstrip("/"),
    },
}
# With which WeChat signs what it tells afterwards of a template message.
WECHAT_TOKEN = env.str("SANAN_WECHAT_TOKEN", "")
OIDC_NAME = env.str("SANAN_OIDC_NAME", "")

# More roads for notices (docs/notices.md): each off until its settings are given.
WECHAT_TEMPLATE = {
    "template": env.str("SANAN_WECHAT_TEMPLATE", ""),
    "field_name": env.str("SANAN_WECHAT_FIELD", "thing1"),
}
MAIL: dict[str, Any] = {
    "host": env.str("SANAN_MAIL_HOST", ""),
    "port": env.int("SANAN_MAIL_PORT", 587),
    "sender": env.str("SANAN_MAIL_FROM", ""),
    "user": env.str("SANAN_MAIL_USER", ""),
    "password": env.str("SANAN_MAIL_PASSWORD", ""),
    "tls": env.str("SANAN_MAIL_TLS", "start"),
}
# Whom push services may write to; without it there is no push. The key is made once.
PUSH_CONTACT = env.str("SANAN_PUSH_CONTACT", "")
PUSH_KEY = _secret("SANAN_PUSH_KEY", "push-key") if PUSH_CONTACT else ""
PUSH_HOSTS: list[str] = env.list(
    "SANAN_PUSH_HOSTS",
    [
        "fcm.googleapis.com",
        "push.services.mozilla.com",
        "push.apple.com",
        "notify.windows.com",
    ],
)
PUSH_PLAIN_HOSTS: list[str] = []
# How many notices an hour go by each of these roads; what is over it waits.
NOTICES_AN_HOUR = env.int("SANAN_NOTICES_AN_HOUR", 3000)
WECOM_WEBHOOK = env.str("SANAN_WECOM_WEBHOOK", "")
WECOM_ARCHIVE = env.str("SANAN_WECOM_ARCHIVE", "")
WECOM_ARCHIVE_TOKEN = env.str("SANAN_WECOM_ARCHIVE_TOKEN", "")
# The workshop's scale on a serial line of this machine, such as /dev/ttyUSB0; weights are typed without.
SCALE = env.str("SANAN_SCALE", "")

# Where files of other systems come and go, and whether they may stand in the same network (docs/exchange.md).
EXCHANGE = env.str("SANAN_EXCHANGE", str(VAR / "exchange"))
EXCHANGE_PRIVATE = env.bool("SANAN_EXCHANGE_PRIVATE", default=False)
# Whether Open311 takes requests without a key, as every other door does (docs/exchange.md).
OPEN311_ANONYMOUS = env.bool("SANAN_OPEN311_ANONYMOUS", default=True)

# Where backups go, their locked keys (beside it), how often, and how many are kept (docs/operations.md).
BACKUP = env.str("SANAN_BACKUP", "")
WITHOUT_KEYS = env.bool("SANAN_WITHOUT_KEYS", default=False)
BACKUP_KEYS = env.str("SANAN_BACKUP_KEYS", "")
BACKUP_HOURS = env.int("SANAN_BACKUP_HOURS", 24)
BACKUP_KEEP = env.int("SANAN_BACKUP_KEEP", 35)

# Where browsers find `bin/sanan live`: ":8001" on the same host, a path such as "/live/" behind a
# proxy, or empty: then rooms are asked every few seconds (docs/voices.md).
LIVE = env.str("SANAN_LIVE", "")

# Whom to tell of a hole in the software, as /.well-known/security.txt says it (RFC 9116).
SECURITY_CONTACT = env.str("SANAN_SECURITY_CONTACT", "")

# The public record (docs/record.md). Private keys stand in files here or in SANAN_LOG_KEY, never in
# the database.
LOG = env.bool("SANAN_LOG", default=True)
LOG_NAME = env.str("SANAN_LOG_NAME", "")
LOG_ROOT = Path(env.str("SANAN_LOG_DIR", str(VAR / "log")))
LOG_KEYS = Path(env.str("SANAN_LOG_KEYS", str(KEYS)))
LOG_KEY = env.str("SANAN_LOG_KEY", "")
LOG_PROMISE_HOURS = env.int("SANAN_LOG_PROMISE_HOURS", 24)
LOG_WITNESSES: list[str] = env.list("SANAN_LOG_WITNESSES", [])

# Facts for the counting, without anything personal (docs/analysis.md).
ANALYSIS = Path(env.str("SANAN_ANALYSIS", str(VAR / "analysis")))
ANALYSIS_THREADS = env.int("SANAN_ANALYSIS_THREADS", 2)

# Figures for a monitoring program of another machine (docs/operations.md).
METRICS_TOKEN = env.str("SANAN_METRICS_TOKEN", "")
# Statements that take longer are logged, without their values; 0 for none.
SLOW_MILLISECONDS = env.int("SANAN_SLOW_MILLISECONDS", 0)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_keys": {"()": "sanan.kit.logs.NoKeys"}},
    "formatters": {
        "text": {"format": "%(levelname)s %(name)s: %(message)s"},
        "json": {"()": "sanan.kit.logs.Lines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["no_keys"],
            "formatter": env.str("SANAN_LOG_FORMAT", "text"),
        }
    },
    # Whoever names strange hosts would fill the log.
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
    "root": {"handlers": ["console"], "level": env.str("SANAN_LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
