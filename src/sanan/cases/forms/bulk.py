"""Forms of the verbs that are used on many cases at once: an empty field leaves each as it is."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import Nature, Urgency
from sanan.cases.forms import staff
from sanan.cases.forms.fields import CategoryField, OrgField
from sanan.cases.models import Case, Category
from sanan.cases.queries.hints import proposed_org, suggested_category, unit_for
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

    def prepare(self) -> None:
        """Nothing stands first: each case has its own."""

    def given_for(self, case: Case) -> dict[str, Any]:
        """What was chosen; the category suggested where none was."""
        found = self.given()
        if not found.get("category") and case.category_id is None:
            found["category"] = Category.objects.filter(pk=suggested_category(case) or 0).first()
        return {k: v for k, v in found.items() if v not in ("", None)}


class Dispatch(Classify, staff.Dispatch):
    told = _(
        "没选承办单位的，各派给建议的单位；建议不到八成把握的，和不在职责清单里的，不会派出去。"
    )
    category = CategoryField(label=_("类别"), empty=_KEEP[1])
    to = OrgField(label=_("承办单位"), required=False, empty=_("各按建议的单位"))

    def given_for(self, case: Case) -> dict[str, Any]:
        """With the unit suggested for this case where none was chosen for all."""
        found = super().given_for(case)
        if "to" not in found:
            found["to"] = self._unit(case)
        if found["to"] is None:
            raise Invalid(_("没有把握派给谁，请打开它，选一个单位。"), "needs_unit", field="to")
        return found

    def goes(self, thing: Case) -> str:
        """The unit that would get it."""
        unit = self._unit(thing)
        return str(_("派给 %s") % unit.name if unit else _("没有把握派给谁，请选单位"))

    def _unit(self, case: Case) -> Org | None:
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if unit := chosen.get("to"):
            return unit  # type: ignore[no-any-return] # a form's data has no types
        read = Category.objects.filter(pk=suggested_category(case) or 0).first()
        category = chosen.get("category") or case.category or read
        return Org.objects.filter(pk=unit_for(case, category) or 0).first()


class Accept(Classify):
    told = staff.Accept.told


class Adjudicate(staff.Adjudicate):
    told = _("同意的，各改派给承办单位建议的单位；没有建议的不会动。")

    def suggestion(self, name: str) -> Any:  # noqa: ARG002
        """Nothing: each case has its own."""
        return None

    def given_for(self, case: Case) -> dict[str, Any]:
        """With the unit that the handler of this case proposed, where none was chosen for all."""
        found = self.given()
        proposed = Org.objects.filter(pk=proposed_org(case) or 0).first()
        return {**found, "to": found["to"] or proposed} if found["granted"] else found


BULK_FORMS: Mapping[str, type[VerbForm]] = {
    "dispatch": Dispatch,
    "merge": staff.Merge,
    "decline": staff.Decline,
    "accept": Accept,
    "adjudicate": Adjudicate,
    "decide_extension": staff.DecideExtension,
    "classify": Classify,
    "sign": staff.Sign,
    "pass_check": staff.Checked,
    "supervise": staff.Supervise,
    "note": staff.Note,
}
