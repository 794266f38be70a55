"""A provider of OpenID Connect on this machine: keys of its own, codes that work once, PKCE.

It signs by its own hand (`cryptography`), not by the library that the client verifies with.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from sanan.channels.serve import Answer, Asked, Fake, Onward
from sanan.kit import clock

LIVES = 300
SIZE = 32


@dataclass
class FakeOidc(Fake):
    """One client and the person who is signed in there. `forge` changes claims before signing.

    `fail_with` makes the next answers refusals; `by_userinfo` keeps the number out of the token.
    """

    client_id: str = "test-client"
    secret: str = "test-client-secret"
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "u-1",
            "phone_number": "+86 13800012001",
            "phone_number_verified": True,
        }
    )
    forge: dict[str, Any] = field(default_factory=dict)
    by_userinfo: bool = False
    algorithm: str = "ES256"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    published: ec.EllipticCurvePrivateKey | None = None
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    told_issuer: str = ""

    def at(self, address: str) -> str:
        """Its address is the issuer."""
        self.issuer = address
        return address

    def answer(self, asked: Asked) -> Answer:
        """What the provider says."""
        pages = {
            "/.well-known/openid-configuration": self._about,
            "/keys": self._keys,
            "/authorize": self._authorize,
            "/token": self._token,
            "/userinfo": self._userinfo,
        }
        page = pages.get(asked.path)
        return page(asked) if page else (404, {"error": "not_found"})

    def _about(self, _asked: Asked) -> Answer:
        return 200, {
            "issuer": self.told_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def _keys(self, _asked: Asked) -> Answer:
        point = (self.published or self.key).public_key().public_numbers()
        x, y = (_coded(number.to_bytes(SIZE, "big")) for number in (point.x, point.y))
        key = {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "k1"}
        return 200, {"keys": [{**key, "x": x, "y": y}]}

    def _authorize(self, asked: Asked) -> Answer:
        """Whoever comes is signed in already and agrees."""
        query = asked.query
        whole = query.get("response_type") == "code" and "openid" in query.get("scope", "").split()
        if not whole or query.get("client_id") != self.client_id:
            return 400, {"error": "invalid_request"}
        if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
            return 400, {"error": "invalid_request"}
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        back = urlencode({"code": code, "state": query.get("state", "")})
        return 302, Onward(f"{query['redirect_uri']}?{back}")

    def _token(self, asked: Asked) -> Answer:
        given = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {given}":
            return 401, {"error": "invalid_client"}
        form = asked.form
        # A code works once, whether it then proves right or not.
        begun = self.codes.pop(form.get("code", ""), None)
        if begun is None or form.get("redirect_uri") != begun["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        proved = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if _coded(proved) != begun["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        self.held[access] = dict(self.person)
        token = self._signed(begun.get("nonce", ""))
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": token}

    def _userinfo(self, asked: Asked) -> Answer:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        known = self.held.get(token)
        return (200, known) if known else (401, {"error": "invalid_token"})

    def _signed(self, nonce: str) -> str:
        now = int(clock.now().timestamp())
        told = {"sub": self.person["sub"]} if self.by_userinfo else dict(self.person)
        claims = {"iss": self.issuer, "aud": self.client_id, "exp": now + LIVES, "iat": now}
        claims |= {"nonce": nonce} | told | self.forge
        head = {"alg": self.algorithm, "kid": "k1", "typ": "JWT"}
        begun = f"{_coded(orjson.dumps(head))}.{_coded(orjson.dumps(claims))}"
        if self.algorithm == "none":
            return f"{begun}."
        made = self.key.sign(begun.encode(), ec.ECDSA(hashes.SHA256()))
        both = b"".join(number.to_bytes(SIZE, "big") for number in decode_dss_signature(made))
        return f"{begun}.{_coded(both)}"


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
