"""What staff write: the intake, and one form for each verb."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sanan.files.forms import PAPERS, FilesField
from sanan.mediation.actions import PartyGiven
from sanan.mediation.actions.deal import ItemGiven
from sanan.mediation.enums import (
    SAID_BY,
    SERVED_BY,
    Channel,
    Ground,
    How,
    Kind,
    Met,
    Mode,
    Onward,
    Part,
    Qualifier,
    Risk,
    Ruling,
    Served,
    Service,
    Side,
    Tie,
)
from sanan.mediation.models import (
    Dispute,
    Item,
    Mediator,
    Party,
    Published,
    Session,
    Window,
)
from sanan.mediation.queries.ways import ways_of
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.places.queries.tree import line as line_of
from sanan.process.forms import (
    DeskForm,
    PersonField,
    RowsField,
    TypedSelect,
    VerbForm,
    YuanField,
    area,
    day,
    line,
    moment,
    number,
    picked,
    several,
    tick,
)

ITEMS = 4
"""So many things to do stand on the form of a proposal."""
NO_NAMES = _("只写事，不写名字，比如“两家为滴水檐争吵”。列表上只显示这一句。")
WEEK = [
    ("0", _("周一")),
    ("1", _("周二")),
    ("2", _("周三")),
    ("3", _("周四")),
    ("4", _("周五")),
    ("5", _("周六")),
    ("6", _("周日")),
]


def choice(label: Any, choices: Any, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    """One of several, none of them chosen beforehand."""
    return forms.ChoiceField(label=label, choices=choices, required=required, help_text=hint)


def yes_no(label: Any, *, hint: Any = "") -> forms.TypedChoiceField:
    """Yes or no, neither chosen beforehand."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("no", _("不是")), ("yes", _("是"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        help_text=hint,
    )


class SessionField(forms.ModelChoiceField):  # type: ignore[type-arg] # the stubs' class takes one, Django's none
    """A talk by its hour."""

    def label_from_instance(self, obj: Session) -> str:
        """Hour and place."""
        from sanan.kit.dates import moment as said

        return f"{said(obj.starts_at)} · {obj.get_mode_display()}"


class PartyField(forms.ModelChoiceField):  # type: ignore[type-arg] # as above
    """A party by side and name."""

    def label_from_instance(self, obj: Party) -> str:
        """Side, name, guardian."""
        return obj.spoken


class PartiesField(RowsField):
    """Several parties, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Party) -> str:
        """Side and name."""
        return obj.spoken


class ItemField(forms.ModelChoiceField):  # type: ignore[type-arg] # as above
    """One thing that was agreed."""

    def label_from_instance(self, obj: Item) -> str:
        """Who, what, by when."""
        from sanan.kit.dates import day as said

        return f"{obj.party.name}：{obj.what}（{said(obj.due_on)}）"


class PartyRows(DeskForm):
    """Two sides as they are taken down; `parties()` gives them to the action."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("applicant", "respondent"):
            for end in ("", "_phone", "_guardian"):
                if f"{name}{end}" in self.fields:
                    self.fields[f"{name}{end}"].widget.attrs["autocomplete"] = "off"

    def given_party(self, side: Side) -> PartyGiven:
        """What was written of one side."""
        said = self.cleaned_data
        return PartyGiven(
            side,
            said[side],
            said[f"{side}_phone"],
            said[f"{side}_minor"],
            said[f"{side}_guardian"],
        )


GUARDIAN = _("未成年的，写监护人是谁；由监护人来办。")


class TakeIn(PartyRows):
    """A dispute as somebody tells it at the window."""

    sealed = yes_no(_("说的是干部违纪违法吗？"), hint=_("是的，不在这里写，走密封举报。"))
    window = picked(_("哪个窗口"), Window)
    place = picked(_("事情在哪里"), Place, widget=TypedSelect)
    kind = choice(_("哪一类"), Kind.choices)
    channel = choice(_("怎么来的"), [c for c in Channel.choices if c[0] != Channel.CASE])
    applicant = line(_("申请人"), 40)
    applicant_phone = line(_("申请人电话"), 20, required=False)
    applicant_minor = tick(_("申请人未成年"))
    applicant_guardian = line(_("申请人的监护人"), 40, required=False, hint=GUARDIAN)
    respondent = line(_("对方"), 40)
    respondent_phone = line(_("对方电话"), 20, required=False)
    respondent_minor = tick(_("对方未成年"))
    respondent_guardian = line(_("对方的监护人"), 40, required=False, hint=GUARDIAN)
    matter = line(_("一句话说是什么事"), 80, hint=NO_NAMES)
    story = area(
        _("经过"),
        rows=5,
        most=5000,
        hint=_("照本人的话写。加密保存，只有中心、窗口、调解员和写的人看得到。"),
    )
    wish = area(_("想怎么解决"), rows=2, most=1000)
    knew_on = day(
        _("哪天知道权利受损的"),
        required=False,
        hint=_("从这一天算起诉、仲裁的期限，快到时会提醒。"),
    )
    risk = choice(_("这件事的风险"), Risk.choices, hint=_("看事情，不看人。"))
    grounds = several(_("是事情的哪一点"), Ground.choices)
    relapse = line(_("以前调过又起的，那件的编号"), 20, required=False, hint=_("当事人的条上有。"))

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        said = dict(self.cleaned_data)
        given = {
            name: said[name]
            for name in (
                "sealed",
                "window",
                "place",
                "kind",
                "channel",
                "matter",
                "story",
                "wish",
                "knew_on",
                "risk",
                "grounds",
            )
        }
        code = said["relapse"].strip().upper()
        given["relapse_of"] = (
            Dispute.objects.filter(code=code, centre=said["window"].centre).first()
            if code
            else None
        )
        given["parties"] = [self.given_party(Side.APPLICANT), self.given_party(Side.RESPONDENT)]
        return given

    def clean_relapse(self) -> str:
        """A code that is there, or nothing."""
        code = str(self.cleaned_data["relapse"]).strip().upper()
        if code and not Dispute.objects.filter(code=code).exists():
            raise forms.ValidationError(_("没有这个编号，请对照条再看一遍，或者空着。"))
        return code


class FromCase(VerbForm, PartyRows):
    """A case becomes a dispute: what was told is not told again."""

    told = _("同一个编号、同一段经过，当事人不用再说一遍。转去以后在“矛盾调解”里办。")
    sealed = yes_no(_("说的是干部违纪违法吗？"), hint=_("是的，请反映人走密封举报，不转调解。"))
    window = picked(_("转给哪个窗口"), Window)
    kind = choice(_("哪一类"), Kind.choices)
    matter = line(_("一句话说是什么事"), 80, hint=NO_NAMES)
    applicant = line(_("申请人"), 40, required=False, hint=_("反映人留了名字的不用写。"))
    applicant_phone = line(_("申请人电话"), 20, required=False)
    applicant_minor = tick(_("申请人未成年"))
    applicant_guardian = line(_("申请人的监护人"), 40, required=False, hint=GUARDIAN)
    respondent = line(_("对方"), 40)
    respondent_phone = line(_("对方电话"), 20, required=False)
    respondent_minor = tick(_("对方未成年"))
    respondent_guardian = line(_("对方的监护人"), 40, required=False, hint=GUARDIAN)
    knew_on = day(_("哪天知道权利受损的"), required=False)
    risk = choice(_("这件事的风险"), Risk.choices, hint=_("看事情，不看人。"))
    grounds = several(_("是事情的哪一点"), Ground.choices)

    def prepare(self) -> None:
        """Windows of the centres to which the place of the case belongs."""
        if self.thing is not None:
            rows = Window.objects.filter(centre__place__path__in=line_of(self.thing.place.path))
            self.offer("window", rows.select_related("centre"))

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        given = {
            name: said[name]
            for name in ("sealed", "window", "kind", "matter", "knew_on", "risk", "grounds")
        }
        given["applicant"] = self.given_party(Side.APPLICANT) if said["applicant"] else None
        given["respondents"] = [self.given_party(Side.RESPONDENT)]
        return given


class OfDispute(VerbForm):
    """A form whose choices are those of its dispute."""

    def prepare(self) -> None:
        """Parties, sessions and mediators of this dispute alone."""
        if not isinstance(self.thing, Dispute):
            return
        for name in {"party", "parties", "came"} & set(self.fields):
            self.offer(name, self.thing.parties.all())
        if "session" in self.fields:
            self.offer("session", self.thing.sessions.filter(state=Met.PLANNED))
        if "mediator" in self.fields:
            roll = Mediator.objects.standing().filter(centre=self.thing.centre)
            self.offer("mediator", roll.select_related("person"))
        if "item" in self.fields:
            items = Item.objects.filter(proposal__agreement__dispute=self.thing)
            self.offer("item", items.select_related("party"))


def _party(label: Any = "", **more: Any) -> Any:
    return PartyField(
        Party.objects.none(), label=label or _("哪一方"), empty_label=_("请选择"), **more
    )


def _session() -> Any:
    return SessionField(Session.objects.none(), label=_("哪一次"), empty_label=_("请选择"))


def _said() -> forms.ChoiceField:
    return choice(_("怎么说的"), [(how.value, how.label) for how in SAID_BY])


class AddParty(VerbForm):
    told = _("添了人，要等他也同意，再往下走。")
    side = choice(_("哪一方"), Side.choices)
    name = line(_("姓名"), 40)
    phone = line(_("电话"), 20, required=False)
    minor = tick(_("未成年"))
    guardian = line(_("监护人"), 40, required=False, hint=GUARDIAN)

    def given(self) -> dict[str, Any]:
        """One party."""
        return {"party": PartyGiven(**self.cleaned_data)}

    def refuse(self, no: Any) -> None:
        """Beside the field of this form that the refusal means."""
        end = no.field.partition("_")[2]
        no.field = {"phone": "phone", "guardian": "guardian"}.get(end, "name")
        super().refuse(no)


class SaidConsent(OfDispute):
    told = _("当事人在自己的页面上同意最好；到窗口说的、签了纸的，在这里记下。")
    party = _party()
    how = _said()


class SaidNo(OfDispute):
    told = _("一方不同意，调解就停下，各方的页面上会讲明还能怎么办。")
    danger = True
    party = _party()
    how = _said()
    why = area(_("怎么说的"), required=False, rows=2, most=500)


class Assign(OfDispute):
    told = _("先问清调解员和双方有没有关系；有近亲属、以前办过的，要回避。")
    mediator = picked(_("调解员"), Mediator)
    tie = choice(_("和当事人、和这件事"), [c for c in Tie.choices if c[0] != Tie.ASKED])


class Recuse(OfDispute):
    told = _("记下回避，不再是这件事的调解员；没有别的调解员的，回到等调解员。")
    mediator = picked(_("谁回避"), Mediator)
    tie = choice(_("为什么"), [c for c in Tie.choices if c[0] != Tie.NONE])
    why = area(_("说明"), required=False, rows=2, most=500)


class Plan(OfDispute):
    told = _("约好以后逐一送达通知；没有送达的不能开始谈。")
    mode = choice(_("怎么谈"), Mode.choices)
    where = line(_("地点，或者电话、视频的号码"), 200)
    starts_at = moment(_("什么时候"))
    parties = PartiesField(
        Party.objects.none(),
        label=_("请谁（都不勾就是各方一起；只勾一方就是背靠背谈）"),
        required=False,
    )


class Move(OfDispute):
    told = _("改了时间，原来送达的不算，要重新通知。")
    session = _session()
    starts_at = moment(_("改到什么时候"))
    where = line(_("地点，或者电话、视频的号码"), 200)
    why = line(_("为什么改"), 200)


class CallOff(OfDispute):
    danger = True
    session = _session()
    why = line(_("为什么取消"), 200)


class Serve(OfDispute):
    told = _("每送一次记一次：怎样送的、结果怎样。这就是送达的凭据。")
    session = _session()
    party = _party()
    how = choice(_("怎样送的"), [(how.value, how.label) for how in SERVED_BY])
    result = choice(_("结果"), Served.choices)
    note = line(_("说明"), 200, required=False)


class Hold(OfDispute):
    told = _("各方一起谈的，各方都看得到；背靠背谈的，只有调解员和那一方看得到。")
    session = _session()
    came = PartiesField(
        Party.objects.none(), label=_("谁来了（都不勾就是请的都来了）"), required=False
    )
    text = area(_("谈了什么"), rows=5, most=5000)


class NoteDown(OfDispute):
    reads = choice(
        _("谁看得到"),
        [
            ("team", _("只有调解员和中心")),
            ("party", _("还有私下说的那一方，另一方看不到")),
            ("all", _("各方都看得到")),
        ],
    )
    party = _party(_("是哪一方私下说的"), required=False)
    text = area(_("写什么"), rows=4, most=5000)
    uploads = FilesField(label=_("照片、签了字的纸"), required=False, limits=PAPERS)


class Propose(OfDispute):
    told = _("写清谁、做什么、几号以前。各方在自己的页面上看，答复同意或不同意。")
    text = area(_("方案"), rows=5, most=5000)

    def prepare(self) -> None:
        """Rows of who does what by when; the first must be filled."""
        for n in range(1, ITEMS + 1):
            self.fields[f"party_{n}"] = _party(_("第 %(n)d 项：谁") % {"n": n}, required=False)
            self.fields[f"what_{n}"] = line(_("做什么"), 300, required=False)
            self.fields[f"due_on_{n}"] = day(_("几号以前"), required=False)
            self.fields[f"fen_{n}"] = YuanField(label=_("多少元（不是钱的空着）"), required=False)
            if isinstance(self.thing, Dispute):
                self.offer(f"party_{n}", self.thing.parties.all())
            for name in (f"party_{n}", f"what_{n}", f"due_on_{n}", f"fen_{n}"):
                widget = self.fields[name].widget
                kind = "form-select" if name.startswith("party") else "form-control"
                widget.attrs.setdefault("class", kind)

    def clean(self) -> dict[str, Any]:
        """A row is whole or empty."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for n in range(1, ITEMS + 1):
            row = [found.get(f"party_{n}"), found.get(f"what_{n}"), found.get(f"due_on_{n}")]
            if any(row) and not all(row) and not self.errors.keys() & {f"due_on_{n}", f"what_{n}"}:
                self.add_error(f"what_{n}", _("这一项要写全：谁、做什么、几号以前。"))
        return found

    def given(self) -> dict[str, Any]:
        """Text and items."""
        said = self.cleaned_data
        items = [
            ItemGiven(
                said[f"party_{n}"], said[f"what_{n}"], said[f"due_on_{n}"], said[f"fen_{n}"] or 0
            )
            for n in range(1, ITEMS + 1)
            if said.get(f"what_{n}")
        ]
        return {"text": said["text"], "items": items}


class SaidAnswer(OfDispute):
    party = _party()
    agrees = forms.TypedChoiceField(
        label=_("对方案"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    how = _said()


class DrawUp(VerbForm):
    told = _("各方都同意的方案写成协议书，有编号和核对码，打印出来或在手机上签。")


class Sign(OfDispute):
    told = _("调解员自己签的，哪一方空着。各方和一位调解员都签了，协议当天生效。")
    party = _party(_("哪一方在纸上签了"), required=False)

    def given(self) -> dict[str, Any]:
        """On paper."""
        return {**self.cleaned_data, "how": How.PAPER}


class Check(OfDispute):
    told = _("查实了再记。都做到了，这件事就办结。")
    item = ItemField(Item.objects.none(), label=_("哪一项"), empty_label=_("请选择"))
    kept = forms.TypedChoiceField(
        label=_("查到的"),
        choices=[("yes", _("做到了")), ("no", _("没有做到"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    on = day(_("哪天"), required=False, hint=_("空着就是今天。"))
    note = area(_("怎么查的"), required=False, rows=2, most=500)


class Ending(OfDispute):
    danger = True
    told = _("原因和接下来的路，各方的页面上都看得到，用大白话讲明。")
    why = area(_("为什么"), rows=3, most=500)
    onward = several(_("接下来能走哪些路"), Onward.choices)

    def suggestion(self, name: str) -> Any:
        """What fits the kind of dispute."""
        if name == "onward" and isinstance(self.thing, Dispute):
            return [str(each) for each in ways_of(self.thing.kind)]
        return None


class Again(VerbForm):
    told = _("各方重新答复同不同意调解，以前的记录都在。")
    why = line(_("为什么重新调解"), 200)


class Apply(VerbForm):
    told = _("双方在协议生效三十日内共同向法院申请；确认以后对方不做的，可以直接申请强制执行。")
    court = line(_("哪个法院"), 60)
    applied_on = day(_("哪天申请的"))
    together = tick(_("双方都到场或都签了申请书"))


class Rule(VerbForm):
    ruling = choice(_("法院怎样答复"), [c for c in Ruling.choices if c[0]])
    ruled_on = day(_("哪天"))
    number = line(_("文书号"), 60, required=False)


class Refer(VerbForm):
    told = _("经过、当事人、记录一起转去，当事人不用再说一遍。那边签收以前，这里接着管。")
    to = picked(_("转给哪个窗口"), Window)
    why = line(_("为什么转"), 200)

    def prepare(self) -> None:
        """Every other window of this centre and of those above it."""
        if isinstance(self.thing, Dispute):
            up = line_of(self.thing.centre.place.path)
            near = Q(centre=self.thing.centre) | Q(centre__place__path__in=up)
            under = Q(centre__place__path__startswith=self.thing.centre.place.path)
            rows = Window.objects.filter(near | under).exclude(pk=self.thing.window_id)
            self.offer("to", rows.select_related("centre"))


class Watch(VerbForm):
    told = _("研判的是这件事会不会激化，只凭事情，不给人贴标签，也不留名单。")
    risk = choice(_("风险"), Risk.choices)
    grounds = several(_("是事情的哪一点"), Ground.choices)
    note = line(_("打算怎么办"), 200, required=False)


class Together(VerbForm):
    told = _("一家人的几件事放在一起看，不用各说各的。")
    other = picked(_("哪一件"), Dispute, widget=TypedSelect)

    def prepare(self) -> None:
        """Other disputes of this centre."""
        if isinstance(self.thing, Dispute):
            rows = Dispute.objects.visible_to(self.by).filter(centre=self.thing.centre)
            self.offer("other", rows.exclude(pk=self.thing.pk))


class Limit(VerbForm):
    told = _("从知道权利受损那天起算，快到期时提醒，免得调着调着错过了起诉、仲裁。")
    knew_on = day(_("哪天知道的"))


class OpenCentre(DeskForm):
    """A centre of a county or township."""

    place = picked(_("哪一级"), Place)
    name = line(_("叫什么"), 60)
    address = line(_("在哪里"), 120)
    phone = line(_("电话"), 20)
    hours = line(_("开门时间"), 120)


class AddWindow(DeskForm):
    """A unit sits at the centre."""

    service = choice(_("办什么"), Service.choices)
    org = picked(_("哪个单位"), Org, widget=TypedSelect)


class OnDuty(DeskForm):
    """Somebody sits at a window on some days."""

    window = picked(_("哪个窗口"), Window)
    person = PersonField(Person.objects.none(), label=_("谁"), empty_label=_("请选择"))
    from_on = day(_("从哪天"))
    until_on = day(_("到哪天"))
    weekdays = several(_("星期几"), WEEK, required=True)
    parts = several(_("上午、下午"), Part.choices, required=True)

    def given(self) -> dict[str, Any]:
        """With the days of the week as numbers."""
        said = dict(self.cleaned_data)
        return {**said, "weekdays": [int(each) for each in said["weekdays"]]}


class AddMediator(DeskForm):
    """Somebody joins the roll."""

    person = PersonField(Person.objects.none(), label=_("谁"), empty_label=_("请选择"))
    title = line(_("身份"), 40, hint=_("比如：专职人民调解员、退休法官、律师。"))


class PublishFigure(DeskForm):
    """A figure as a report said it."""

    what = line(_("什么数"), 60)
    value = number(_("多少"), most=100_000_000)
    unit = line(_("单位"), 8)
    qualifier = choice(_("准不准"), Qualifier.choices)
    period = line(_("什么时候的"), 20)
    source = line(_("哪里说的"), 120)
    per = picked(_("和哪个数比"), Published, required=False)
