"""Which roads for notices this installation has, beside SMS."""

from collections.abc import Iterator

from django.conf import settings

from sanan.channels.identity import provider as identity


def configured() -> list[str]:
    """The names of the roads whose settings are given in full."""
    have = {
        "wechat": "wechat" in identity.configured() and bool(settings.WECHAT_TEMPLATE["template"]),
        "push": bool(settings.PUSH_CONTACT),
        "email": bool(settings.MAIL["host"] and settings.MAIL["sender"]),
    }
    return [name for name, there in have.items() if there]


def half_set() -> Iterator[tuple[str, str, list[str]]]:
    """Roads of which only some settings are given, with the variables that are missing."""
    if settings.WECHAT_TEMPLATE["template"] and not identity.begun("wechat"):
        yield "roads", "SANAN_WECHAT_TEMPLATE", ["SANAN_WECHAT_APP_ID", "SANAN_WECHAT_SECRET"]
    mail = {"SANAN_MAIL_HOST": settings.MAIL["host"], "SANAN_MAIL_FROM": settings.MAIL["sender"]}
    if any(mail.values()) and (empty := [name for name, given in mail.items() if not given]):
        yield "roads", next(name for name, given in mail.items() if given), empty
    if not settings.PUSH_CONTACT.startswith(("mailto:", "https:")) and settings.PUSH_CONTACT:
        yield "roads", "SANAN_PUSH_CONTACT", ["SANAN_PUSH_CONTACT=mailto:…"]
