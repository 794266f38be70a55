"""Posting a signed body to somebody's address.

The address is https; every address that its name resolves to must be public, and the connection
goes to exactly the one that was judged, so that a name cannot point elsewhere a moment later.
Redirects are not followed, what is answered is not read, and whoever answers by drops is given up
after `TIMEOUT` seconds altogether. `SANAN_EXCHANGE_PRIVATE` lifts
this for a county whose other systems stand in the same network, and for tests.
"""

import asyncio
import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from sanan.channels.sms.transport import NotSent
from sanan.kit.errors import Invalid

TIMEOUT = 10.0
UNREACHABLE = "webhook.unreachable"
"""What a silent address is called: no answer came within the time."""
WORLD = ipaddress.ip_network("2000::/3")
"""Where public addresses of IPv6 are. What lies outside leads inside, or through a translator."""
RELAYS = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "2001::/23"))
)
"""Public by name, and a way to an address written within: RFC 6890, 7526, 3056, 4380."""
SIGNATURE, TIMESTAMP, DELIVERY = "X-Sanan-Signature", "X-Sanan-Timestamp", "X-Sanan-Delivery"
GONE = frozenset({400, 401, 403, 404, 405, 410, 413, 422})
"""Answers after which trying again without a person changes nothing."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of `timestamp.body` under the shared secret, in hex, with its version before it."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"


def check(address: str) -> None:
    """Refuse what is no https address, or names a machine inside; its name is not looked up yet."""
    parts = _parts(address)
    if not settings.EXCHANGE_PRIVATE:
        try:
            inside = not _public(_in_full(parts[1]))
        except ValueError:
            name = parts[1].rstrip(".")
            inside = "." not in name or name.endswith((".local", ".localhost", ".internal"))
        if inside:
            raise Invalid(
                _("不能送到内部网络的地址。请写对方公开的 https 地址。"), "private", field="address"
            )


def send(*, address: str, body: bytes, secret: str, ref: str, timestamp: str) -> None:
    """Post a JSON body once. Raises `NotSent`; nothing of the answer is kept but its status."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Sanan",
        TIMESTAMP: timestamp,
        DELIVERY: ref,
        SIGNATURE: signature(secret, timestamp, body),
    }
    import httpx  # only the worker posts; a web worker is spared ten megabytes

    try:
        status = _post(address, body, headers)
    except Invalid as no:
        raise NotSent(f"webhook.{no.code}", again=False) from None
    except (httpx.HTTPError, OSError, ValueError):
        raise NotSent(UNREACHABLE, again=True) from None
    if not 200 <= status < 300:
        raise NotSent(f"webhook.{status}", again=status not in GONE)


def _post(address: str, body: bytes, headers: Mapping[str, str]) -> int:
    scheme, host, port, rest = _parts(address)
    found = _resolved(host, port)
    shown = f"[{found}]" if ":" in found else found
    named = {**headers, "Host": host if port == 443 else f"{host}:{port}"}
    posted = _status(f"{scheme}://{shown}:{port}{rest}", host, body, named)
    return asyncio.run(asyncio.wait_for(posted, TIMEOUT))


async def _status(url: str, host: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status alone. Cancelled from outside, since each drop of an answer renews a timeout."""
    import httpx

    async with (
        httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=TIMEOUT) as client,
        client.stream(
            "POST", url, content=body, headers=headers, extensions={"sni_hostname": host}
        ) as answer,
    ):
        return answer.status_code


def _in_full(host: str) -> str:
    """An IPv4 address as it is meant where it is written short, octal or in hex: 127.1, 0177.0.0.1."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return host


def _parts(address: str) -> tuple[str, str, int, str]:
    """Scheme, host, port, and path with query."""
    wrong = Invalid(_("对方地址要以 https:// 开头。"), "not_https", field="address")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise wrong from error
    if not address.isprintable() or " " in address:
        raise wrong
    plain = settings.EXCHANGE_PRIVATE and parts.scheme == "http"
    if (parts.scheme != "https" and not plain) or not host or parts.username or parts.password:
        raise wrong
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port or (80 if plain else 443), rest


def _resolved(host: str, port: int) -> str:
    """The first address of a name, where all of them are public."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found:
        raise OSError(host)
    if not settings.EXCHANGE_PRIVATE and not all(_public(each) for each in found):
        raise Invalid(
            _("不能送到内部网络的地址。请写对方公开的 https 地址。"), "private", field="address"
        )
    return found[0]


def _public(address: str) -> bool:
    """Whether an address leads out, and nowhere else. Raises ValueError where it is none."""
    found = ipaddress.ip_address(address.partition("%")[0])
    real = getattr(found, "ipv4_mapped", None) or found
    if real.version == 6 and real not in WORLD:
        return False
    return real.is_global and not real.is_multicast and not any(real in net for net in RELAYS)
