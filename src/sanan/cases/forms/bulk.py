"""Forms of the verbs that are used on many cases at once: an empty field leaves each as it is."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import Nature, Urgency
from sanan.cases.forms import staff
from sanan.cases.forms.fields import CategoryField, OrgField
from sanan.cases.models import Case, Category
from sanan.cases.queries.hints import suggested_category, suggested_org
from sanan.kit.errors import Invalid
from sanan.people.models import Org
from sanan.process.forms import VerbForm

_KEEP = ("", _("各按原来的"))


class Classify(staff.Classify):
    category = CategoryField(label=_("类别"), empty=_KEEP[1])
    urgency = forms.ChoiceField(
        label=_("紧急程度"), choices=[_KEEP, *Urgency.choices], required=False
    )
    nature = forms.ChoiceField(label=_("性质"), choices=[_KEEP, *Nature.choices], required=False)

    def suggestion(self, name: str) -> Any:  # noqa: ARG002
        """Nothing: each case has its own."""
        return None

    def given_for(self, case: Case) -> dict[str, Any]:
        """What was chosen; the category suggested where none was."""
        found = self.given()
        if not found.get("category") and case.category_id is None:
            found["category"] = Category.objects.filter(pk=suggested_category(case) or 0).first()
        return {k: v for k, v in found.items() if v not in ("", None)}


class Dispatch(Classify, staff.Dispatch):
    told = _("没选承办单位的，各派给建议的单位。不在职责清单里的不会派出去。")
    to = OrgField(label=_("承办单位"), required=False, empty=_("各按建议的单位"))

    def given_for(self, case: Case) -> dict[str, Any]:
        """With the unit suggested for this case where none was chosen for all."""
        found = super().given_for(case)
        if "to" not in found:
            found["to"] = Org.objects.filter(pk=suggested_org(case) or 0).first()
        if found["to"] is None:
            raise Invalid(_("没有建议的单位，请为它选一个。"), "needs_unit", field="to")
        return found


class Accept(Classify):
    told = staff.Accept.told


BULK_FORMS: Mapping[str, type[VerbForm]] = {
    "dispatch": Dispatch,
    "merge": staff.Merge,
    "decline": staff.Decline,
    "accept": Accept,
    "classify": Classify,
    "sign": staff.Sign,
    "pass_check": staff.Checked,
    "supervise": staff.Supervise,
    "note": staff.Note,
}
