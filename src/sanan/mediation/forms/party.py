"""What a party says on their own page; the page knows who they are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.files.forms import WithUploads
from sanan.kit.dates import day as said_day
from sanan.kit.dates import moment as said_moment
from sanan.mediation.enums import Met, Performance, Tie
from sanan.mediation.models import Item, Mediator, Session
from sanan.process.forms import ResidentVerbForm, area, line, tick
from sanan.slips import queries as slips
from sanan.slips.declare import kinds

LAST = 4


class OfParty(ResidentVerbForm):
    """A form of somebody's own page: for a minor, the guardian says that it is they (`guarded`)."""

    guarded = True

    def prepare(self) -> None:
        """The guardian's tick where the party is a minor."""
        party = getattr(self.thing, "party", None)
        if self.guarded and party is not None and party.minor:
            self.fields["guardian"] = tick(_("我是监护人%(name)s") % {"name": party.guardian})

    def given(self) -> dict[str, Any]:
        """With the party of the page."""
        return {"party": self.thing.party, **self.cleaned_data}


class Agree(OfParty):
    told = _("调解不收钱，自愿，什么时候都可以说不；不耽误您去法院或仲裁。")


class Decline(OfParty):
    told = _("说了不同意，调解就停下，下面会写明还能怎么办。以后想调，可以再来。")
    danger = True
    folded = True
    why = area(_("想说的话（可以不写，对方看不到）"), required=False, rows=2, most=500)


class Acknowledge(OfParty):
    told = _("点了就算通知到了。来不了的，打中心电话改时间。")
    guarded = False

    def prepare(self) -> None:
        """Talks to which this party is asked."""
        super().prepare()
        rows = Session.objects.none()
        if (party := getattr(self.thing, "party", None)) is not None:
            rows = party.sessions.filter(state=Met.PLANNED)
        field = _one_of(rows, _("哪一次"))
        field.label_from_instance = lambda one: (
            f"{said_moment(one.starts_at)} · {one.get_mode_display()} · {one.where}"
        )
        self.fields["session"] = field


class Tell(WithUploads, OfParty):
    told = _("只有调解员和中心看得到，另一方看不到。照片、签了字的纸都可以拍给他们。")
    guarded = False
    folded = True
    text = area(_("想说的话"), rows=4, most=5000)
    field_order = ("text", "photos", "clip")

    def given(self) -> dict[str, Any]:
        """The party, the words and what came along."""
        return {
            "party": self.thing.party,
            "text": self.cleaned_data["text"],
            "uploads": self.uploads,
        }


class Reply(OfParty):
    told = _("看清上面的方案再选。不同意也没关系，可以接着谈。")
    agrees = forms.TypedChoiceField(
        label=_("对这个方案"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )


class SignIt(OfParty):
    told = _("签了就要照做。填您条上查询码的最后四位，等于签字。")
    last = line(_("查询码最后四位"), 8)

    def clean_last(self) -> str:
        """The last figures of this page's own code."""
        typed = "".join(str(int(c)) for c in str(self.cleaned_data["last"]) if c.isdecimal())
        figures = slips.figures(kinds()["dispute_party"], self.thing.party.token)
        if not figures or typed != figures[-LAST:]:
            raise forms.ValidationError(_("不是这个页面的查询码，请对照条上最后四位再填。"))
        return typed

    def given(self) -> dict[str, Any]:
        """Without the figures, which have done their work."""
        return {name: value for name, value in super().given().items() if name != "last"}


class NotKept(OfParty):
    told = _("说了以后调解员会去查，查实了告诉您怎么办。")
    guarded = False
    folded = True

    def prepare(self) -> None:
        """What the others have to do."""
        super().prepare()
        rows = Item.objects.none()
        if (party := getattr(self.thing, "party", None)) is not None:
            rows = Item.objects.filter(proposal__agreement__dispute=self.thing)
            rows = rows.exclude(party=party).exclude(state=Performance.BROKEN)
        field = _one_of(rows, _("哪一项"))
        field.label_from_instance = lambda one: f"{one.what}（{said_day(one.due_on)}）"
        self.fields["item"] = field

    def given(self) -> dict[str, Any]:
        """The party and the item."""
        return {"party": self.thing.party, "item": self.cleaned_data["item"]}


class AskAnother(OfParty):
    told = _("调解员是对方的亲戚、以前办过这件事，或者您信不过，都可以要求换，不用说理由。")
    guarded = False
    folded = True
    why = area(_("想说的话（可以不写）"), required=False, rows=2, most=500)

    def prepare(self) -> None:
        """Who mediates now."""
        super().prepare()
        members = getattr(self.thing, "team", [])
        rows = Mediator.objects.filter(pk__in=[each.mediator_id for each in members])
        self.fields["mediator"] = _one_of(rows.select_related("person"), _("换掉谁"))

    def given(self) -> dict[str, Any]:
        """A party asks; the tie is that."""
        return {**super().given(), "tie": Tie.ASKED}


def _one_of(rows: Any, label: Any) -> Any:
    """One row of those; most often there is only one."""
    return forms.ModelChoiceField(
        rows, label=label, empty_label=None, widget=forms.Select({"class": "text"})
    )
