"""The anticipated "no": one exception carrying a sentence for the person who asked."""

from django.utils.functional import Promise


class Refused(Exception):
    """An action that the rules do not allow, or input that cannot be taken.

    `sentence` is shown to the person in their own language and says what to do next.
    `code` is stable, for programs; `status` is the HTTP status that carries it.
    `field` names the form field at fault, when there is one.
    """

    status = 409

    def __init__(self, sentence: str | Promise, code: str = "refused", *, field: str = "") -> None:
        super().__init__(code)
        self.sentence = sentence
        self.code = code
        self.field = field


class Invalid(Refused):
    """Input that cannot be taken as it stands."""

    status = 422


class Forbidden(Refused):
    """The person may see the thing, but may not do this to it."""

    status = 403


class Missing(Refused):
    """Absent and hidden alike: whoever may not see a thing is told that it is not there."""

    status = 404


class TooMany(Refused):
    """Tried too often; `retry_after` is in seconds."""

    status = 429

    def __init__(
        self, sentence: str | Promise, code: str = "too_many", *, retry_after: int
    ) -> None:
        super().__init__(sentence, code)
        self.retry_after = retry_after
