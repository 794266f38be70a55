"""The life of a resolution: adopted from a valid vote only, published, carried out by its topic."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.council.enums import ResolutionState, VoteState
from sanan.council.models import Resolution
from sanan.council.rules.states import NOT_THE_DESK, TOPIC, by_desk, for_all
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import Process


def _valid(resolution: Resolution, _by: Person | None, _at: datetime) -> Refused | None:
    vote = resolution.vote
    if vote.state != VoteState.CLOSED:
        return Refused(_("表决还没有截止，先截止再写决议。"), "vote_open")
    if vote.result["valid"]:
        return None
    short = " ".join(line["words"] for line in vote.result["lines"] if not line["holds"])
    said = _("这次表决依法不成立，不能写成决议。%(why)s（%(law)s）")
    return Refused(said % {"why": short, "law": vote.result["law"]}, "not_valid")


def _carried_out(resolution: Resolution, by: Person | None, at: datetime) -> Refused | None:
    return TOPIC.reason("execute", resolution.topic, by, at=at)


_S = ResolutionState
RESOLUTION = Process(
    "resolution",
    Resolution,
    states=ResolutionState,
    title=_("决议"),
    joins=("topic__place", "topic__case", "vote__meeting__council__place"),
    path=lambda resolution: resolution.vote.meeting.council.place.path,
    whose=NOT_THE_DESK,
    refreshed=("entry_id",),
    elsewhere=_("这份决议现在是“%(state)s”，不能这样办。"),
    verbs=[
        by_desk("adopt", [], _S.ADOPTED, label=_("写成决议"), when=_valid),
        for_all("publish", [_S.ADOPTED], _S.PUBLISHED, label=_("公示"), told=_("公示了")),
        for_all(
            "assign", [_S.PUBLISHED], label=_("分派任务"), told=_("分派去办"), when=_carried_out
        ),
    ],
)
