"""A client of OpenID Connect Core 1.0: code flow, with PKCE (RFC 7636), state and nonce.

The ID token's signature, issuer, audience, times and nonce are checked by the provider's published
keys; the telephone number is taken from it or from the userinfo endpoint of the same subject.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from sanan.channels.call import OK, NoAnswer, ask_json
from sanan.channels.identity.provider import Claim, Handshake, NotClaimed
from sanan.kit import clock

ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
"""Never `none`, never a shared secret: only keys that the provider alone has."""
SKEW_SECONDS = 120
LOCAL = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Oidc:
    """A client registered with the provider `issuer` (its address, without the last /)."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)

    @classmethod
    def from_settings(cls) -> "Oidc":
        """The client that the settings name."""
        return cls(**settings.IDENTITY["oidc"])

    def away(self, shake: Handshake) -> str:
        """The provider's page for this visit."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": shake.back,
            "scope": "openid phone",
            "state": shake.state,
            "nonce": shake.nonce,
            "code_challenge": challenge(shake.verifier),
            "code_challenge_method": "S256",
        }
        page = self._address(self._about(), "authorization_endpoint")
        return f"{page}{'&' if urlsplit(page).query else '?'}{urlencode(asked)}"

    def claim(self, code: str, shake: Handshake) -> Claim:
        """Who came back; every doubt is a `NotClaimed`."""
        about = self._about()
        tokens = self._tokens(about, code, shake)
        said = self._verified(about, str(tokens.get("id_token", "")), shake)
        subject = str(said["sub"])
        if "phone_number" not in said and "userinfo_endpoint" in about:
            # Whole: the one's number is not confirmed by the other's word.
            said = self._userinfo(about, tokens, said)
        phone = said.get("phone_number")
        return Claim(
            subject=subject,
            phone=phone if isinstance(phone, str) else "",
            confirmed=said.get("phone_number_verified") is True,
        )

    def _about(self) -> dict[str, Any]:
        about = _asked("GET", f"{self.issuer}/.well-known/openid-configuration")
        if str(about.get("issuer", "")).rstrip("/") != self.issuer.rstrip("/"):
            raise NotClaimed("other_issuer")
        return about

    def _address(self, about: dict[str, Any], name: str) -> str:
        """An endpoint of the provider: over TLS, save on this very machine."""
        address = str(about.get(name, ""))
        parts = urlsplit(address)
        if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL):
            return address
        raise NotClaimed("bad_endpoint")

    def _tokens(self, about: dict[str, Any], code: str, shake: Handshake) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": shake.back,
            "code_verifier": shake.verifier,
        }
        ways = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        basic = (self.client_id, self.secret) if "client_secret_basic" in ways else None
        if basic is None:
            form |= {"client_id": self.client_id, "client_secret": self.secret}
        return _asked("POST", self._address(about, "token_endpoint"), data=form, auth=basic)

    def _verified(self, about: dict[str, Any], token: str, shake: Handshake) -> dict[str, Any]:
        """The claims of the ID token, once everything about them is right."""
        from joserfc import jwt  # only wanted where somebody signs in from outside
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        keys = _asked("GET", self._address(about, "jwks_uri"))
        rules = jwt.JWTClaimsRegistry(
            now=int(clock.now().timestamp()),
            leeway=SKEW_SECONDS,
            iss={"essential": True, "value": about["issuer"]},
            aud={"essential": True, "value": self.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": shake.nonce},
        )
        try:
            allowed: Any = KeySet.import_key_set(keys)  # type: ignore[arg-type,unused-ignore]  # a stranger's JSON
            claims: dict[str, Any] = jwt.decode(token, allowed, algorithms=ALGORITHMS).claims
            rules.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as wrong:
            raise NotClaimed(f"id_token.{type(wrong).__name__}"[:60]) from None
        if not str(claims["sub"]).strip() or claims.get("azp", self.client_id) != self.client_id:
            raise NotClaimed("id_token.other_party")
        return claims

    def _userinfo(
        self, about: dict[str, Any], tokens: dict[str, Any], told: dict[str, Any]
    ) -> dict[str, Any]:
        held = {"authorization": f"Bearer {tokens.get('access_token', '')}"}
        more = _asked("GET", self._address(about, "userinfo_endpoint"), headers=held)
        if more.get("sub") != told["sub"]:
            raise NotClaimed("other_subject")
        return more


def challenge(verifier: str) -> str:
    """What the provider is told of the verifier beforehand (RFC 7636 §4.2, S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _asked(method: str, url: str, **given: Any) -> dict[str, Any]:
    try:
        status, said = ask_json(method, url, **given)
    except NoAnswer as none:
        raise NotClaimed(none.code, again=True) from None
    if status != OK:
        raise NotClaimed(str(said.get("error", status))[:60], again=status >= 500)
    return said
