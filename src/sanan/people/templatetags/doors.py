"""The buttons that lead to a provider of identities."""

from typing import Any

from django import template

from sanan.people import queries

register = template.Library()


@register.inclusion_tag("people/_doors.html", takes_context=True)
def doors(context: dict[str, Any], who: str, onward: str = "") -> dict[str, object]:
    """Where configured: at the residents' door (`who` is `resident`) or at that of `staff`."""
    agent = context["request"].headers.get("user-agent", "")
    found = queries.doors(agent, staff=who == "staff")
    return {"doors": found, "who": who, "next": onward}
