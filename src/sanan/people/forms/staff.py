"""The shape of what administrators type, and allauth's forms in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sanan.kit.dates import check_year
from sanan.kit.errors import TooMany
from sanan.people import actions, rules, visitor
from sanan.people.adapters import refuse_locked
from sanan.people.enums import THREE_ADMINS, Event, OrgKind, Role
from sanan.people.models import Org, Person
from sanan.places.models import Place

ROLES = [(r.value, r.label) for r in Role if r not in THREE_ADMINS and r != Role.RESIDENT]
ADMIN_ROLES = [(r.value, r.label) for r in Role if r in THREE_ADMINS]


GUESSES = 0.2
"""Guesses of a second factor that a person regains in a minute."""


class Styled(forms.Form):
    """Gives every field Tabler's classes and takes allauth's placeholders away (labels stay)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            widget.attrs.pop("placeholder", None)
            if isinstance(widget, forms.CheckboxInput):
                widget.attrs["class"] = "form-check-input"
            elif isinstance(widget, forms.Select):
                widget.attrs["class"] = "form-select"
            elif not widget.is_hidden and not isinstance(widget, forms.CheckboxSelectMultiple):
                widget.attrs["class"] = "form-control"


class SignIn(Styled, account.LoginForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"].label = _("用户名")
        self.fields["login"].widget.attrs["autofocus"] = True
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""


class PasswordChange(Styled, account.ChangePasswordForm):
    """The old password and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("现在的密码")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("新密码")
        self.fields["password1"].help_text = _("至少 10 个字符，不要用常见的密码。")
        self.fields["password2"].label = _("再写一遍新密码")


class PasswordAgain(Styled, account.ReauthenticateForm):
    """The password once more, before something weighty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("密码")


class _Guarded(Styled):
    """A code whose guesses count like guesses of the password, and which works once."""

    user: Person

    def clean_code(self) -> str:
        username, source = self.user.username or "", visitor.source(context.request)
        refuse_locked(username, source)
        # Whoever comes here knows the password, so guesses count against the person from everywhere.
        _spend("second-factor-guess", str(self.user.pk), burst=20, per_minute=GUESSES)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            actions.note_failure(username=username, source=source)
            refuse_locked(username, source)
            raise
        actions.return_attempt(
            purpose="second-factor-guess", source=str(self.user.pk), per_minute=GUESSES
        )
        try:
            actions.spend_attempt(
                purpose="second-factor", source=f"{self.user.pk}:{code}", burst=1, per_minute=0.5
            )
        except TooMany as used:
            raise ValidationError(_("这个验证码刚用过。请等下一个。"), "used") from used
        return code


def _spend(purpose: str, source: str, *, burst: int, per_minute: float) -> None:
    try:
        actions.spend_attempt(purpose=purpose, source=source, burst=burst, per_minute=per_minute)
    except TooMany as refused:
        raise ValidationError(str(refused.sentence)) from refused


class FactorCode(_Guarded, factor.AuthenticateForm):
    """The second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("验证码")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class FactorAgain(_Guarded, factor.ReauthenticateForm):
    """The second factor once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("验证码")


class FirstFactor(Styled):
    """The code that lets someone set up their first second factor."""

    code = forms.CharField(label=_("安全管理员给您的码"), max_length=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        more = {"inputmode": "numeric", "autocomplete": "off", "autofocus": True}
        self.fields["code"].widget.attrs |= more


class AddApp(Styled, totp.ActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("应用里显示的 6 位数字")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class RemoveApp(Styled, totp.DeactivateTOTPForm):
    """Nothing but a button."""


class NewRecoveryCodes(Styled, recovery.GenerateRecoveryCodesForm):
    """Nothing but a button."""


class AddKey(Styled, webauthn.AddWebAuthnForm):
    """A passkey and what to call it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("给它起个名字")
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = _("以后只用它登录，不再输密码")
            self.fields["passwordless"].help_text = _("要求这个通行密钥自己核对您的指纹或密码。")


class RenameKey(Styled, webauthn.EditWebAuthnForm):
    """A passkey's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("名字")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PersonSearch(Styled):
    """The filters of the list of persons."""

    q = forms.CharField(label=_("姓名或用户名"), required=False, max_length=40)
    role = forms.ChoiceField(
        label=_("职务"),
        required=False,
        choices=[
            (
                "",
                _("全部"),
            ),
            *ROLES,
            *ADMIN_ROLES,
        ],
    )


class NewPerson(Styled):
    """A new member of staff."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    username = forms.CharField(
        label=_("用户名"), max_length=40, help_text=_("登录用，小写字母和数字。")
    )
    phone = forms.CharField(label=_("手机号"), required=False, max_length=20)

    def clean_username(self) -> str:
        """Lower case, so that it is the same however it is typed."""
        username: str = self.cleaned_data["username"].strip().lower()
        if not username.isascii() or not username.replace("-", "").replace("_", "").isalnum():
            raise ValidationError(_("用户名只能用字母、数字、- 和 _。"))
        return username


class _AtPlace(Styled):
    place = forms.CharField(
        label=_("地点"), max_length=80, help_text=_("名称，或者 12 位区划编码、小区和楼栋的编码。")
    )

    def clean_place(self) -> Place:
        """The place with this code, or the only one with this name."""
        text = self.cleaned_data["place"].strip()
        by_code: Place | None = Place.objects.filter(code=text).first()
        if by_code is not None:
            return by_code
        found: list[Place] = list(Place.objects.filter(name=text)[:2])
        if not found:
            raise ValidationError(_("没有这个名称或编码的地点。"))
        if len(found) > 1:
            raise ValidationError(_("不止一个地方叫这个名字，请填编码。"))
        return found[0]


class NewPosition(_AtPlace):
    """A role at a place from a day on."""

    role = forms.ChoiceField(label=_("职务"), choices=ROLES)
    org = forms.CharField(
        label=_("单位"), required=False, max_length=20, help_text=_("打几个字，从列表里选。")
    )
    since_on = forms.DateField(label=_("到任日期"), widget=DateInput, validators=[check_year])
    until_on = forms.DateField(
        label=_("卸任日期"), required=False, widget=DateInput, validators=[check_year]
    )
    field_order = ("role", "place", "org", "since_on", "until_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].widget.attrs["list"] = "orgs"

    def clean_org(self) -> Org | None:
        """The organisation with this code."""
        code = self.cleaned_data["org"].strip()
        found = Org.objects.filter(code=code).first() if code else None
        if code and found is None:
            raise ValidationError(_("没有这个编码的单位。"))
        return found


class NewAdmin(_AtPlace):
    """One of the three administrators."""

    username = forms.CharField(label=_("用户名"), max_length=40)
    role = forms.ChoiceField(label=_("职务"), choices=ADMIN_ROLES)
    since_on = forms.DateField(label=_("到任日期"), widget=DateInput, validators=[check_year])
    field_order = ("username", "role", "place", "since_on")

    def clean_username(self) -> Person:
        """The person with this user name."""
        username = self.cleaned_data["username"].strip().lower()
        found = Person.objects.filter(username=username).first()
        if found is None:
            raise ValidationError(_("没有这个用户名。"))
        return found


class EndPosition(Styled):
    """The last day of a position."""

    until_on = forms.DateField(label=_("卸任日期"), widget=DateInput, validators=[check_year])


class NewOrg(_AtPlace):
    """A new organisation."""

    name = forms.CharField(label=_("单位名称"), max_length=80)
    kind = forms.ChoiceField(label=_("类别"), choices=OrgKind.choices)
    parent = forms.CharField(label=_("上级单位"), required=False, max_length=20)
    phone = forms.CharField(label=_("对外电话"), required=False, max_length=20)
    field_order = ("name", "kind", "place", "parent", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].widget.attrs["list"] = "orgs"

    def clean_parent(self) -> Org | None:
        """The organisation above."""
        code = self.cleaned_data["parent"].strip()
        found = Org.objects.filter(code=code).first() if code else None
        if code and found is None:
            raise ValidationError(_("没有这个编码的单位。"))
        return found


class DutyLine(Styled):
    """One line of a duty list."""

    category = forms.CharField(label=_("事项类别"), max_length=20)
    text = forms.CharField(label=_("负责什么"), required=False, max_length=300)
    lead = forms.BooleanField(label=_("可以牵头办理"), required=False, initial=True)


class NewToken(_AtPlace):
    """A key for a program."""

    username = forms.CharField(label=_("代表哪个用户名"), max_length=40)
    name = forms.CharField(label=_("给哪个程序用"), max_length=60)
    verbs = forms.MultipleChoiceField(
        label=_("能做什么"),
        choices=lambda: list(rules.KEY_VERBS.items()),
        initial=[rules.READ],
        widget=forms.CheckboxSelectMultiple,
    )
    ends_on = forms.DateField(label=_("用到哪一天"), widget=DateInput, validators=[check_year])
    field_order = ("username", "name", "place", "verbs", "ends_on")

    def clean_username(self) -> Person:
        """The person for whom the program acts."""
        username = self.cleaned_data["username"].strip().lower()
        found = Person.objects.filter(username=username).first()
        if found is None:
            raise ValidationError(_("没有这个用户名。"))
        return found


def _events() -> list[tuple[str, Any]]:
    groups = [("", _("全部")), ("case.", _("事项的每一步")), ("person.", _("人员的每一步"))]
    return [*groups, *Event.WORDS.items()]


class RecordSearch(Styled):
    """The filters of the record."""

    event = forms.ChoiceField(label=_("发生了什么"), required=False, choices=_events)
    subject = forms.CharField(label=_("编号"), required=False, max_length=40)
    since = forms.DateField(
        label=_("从"), required=False, widget=DateInput, validators=[check_year]
    )
    until = forms.DateField(
        label=_("到"), required=False, widget=DateInput, validators=[check_year]
    )
