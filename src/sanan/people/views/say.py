"""Putting a refusal beside the field it is about."""

from django.forms import Form

from sanan.kit.errors import Refused


def refuse(form: Form, refused: Refused) -> None:
    """Show the sentence at its field, or above the form."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused.sentence))
