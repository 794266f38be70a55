"""My community's council on a phone: topics, opinions, meetings, resolutions."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.council import actions
from sanan.council.enums import Source, Stance, State, WorkState
from sanan.council.forms.resident import RaiseForm
from sanan.council.models import Statement, Topic
from sanan.council.queries import community, joint, works
from sanan.council.rules import TOPIC
from sanan.council.views import access
from sanan.files.queries import public
from sanan.kit import clock
from sanan.kit.errors import Invalid, Missing
from sanan.people import visitor
from sanan.places import queries as places
from sanan.process.enums import Satisfaction
from sanan.process.queries import timeline
from sanan.slips import queries as slips
from sanan.slips.declare import kinds
from sanan.slips.phone import Started

RAISED = Started("topic")


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """What is being decided where I live."""
    place = places.by_code(code)
    now = clock.now()
    today = timezone.localdate(now)
    deeds = works.deeds_of(place, today.year, today)
    context = {
        "place": place,
        "community": community.community(place, now),
        "deeds": deeds,
        "deeds_done": sum(line.work.state == WorkState.FINISHED for line in deeds),
        "joint": joint.committee_of(place),
    }
    return render(request, "council/resident/village.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Put a topic."""
    place = places.by_code(code)
    form = RaiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor.slow_down(request, "council-topic", burst=5, per_minute=10)
        person = access.resident(request)
        with visitor.once(request):
            made = actions.propose(
                title=form.cleaned_data["title"],
                text=form.cleaned_data["text"],
                place=place,
                source=Source.RESIDENT,
                by=person,
            )
        response = redirect("council:raised", made.code)
        RAISED.follow(request, response, made.code)
        return response
    status = 422 if form.errors else 200
    context = {"place": place, "form": form}
    return render(request, "council/resident/propose.html", context, status=status)


@never_cache
@require_safe
def raised(request: HttpRequest, code: str) -> HttpResponse:
    """A topic as whoever raised it follows it, also before it is open to everyone."""
    found = Topic.objects.select_related("place").filter(code=code).first()
    person = access.resident(request)
    own = found and (code in RAISED.codes(request) or (person and found.proposer_id == person.pk))
    if found is None or not own:
        raise Missing(_("请先填查询码，再看这个议题。"), "no_topic")
    figures = slips.figures(kinds()["topic"], code)
    context = {
        "topic": found,
        "place": found.place,
        "open_to_all": Topic.objects.public().filter(pk=found.pk).exists(),
        "groups": slips.grouped(figures) if figures else [],
        "story": timeline(TOPIC, found, public=True),
    }
    return render(request, "council/resident/raised.html", context)


@never_cache
@require_safe
def topic(request: HttpRequest, code: str) -> HttpResponse:
    """One topic: its story, what people think, what was decided, what became of it."""
    found = community.public_topic(code)
    context = {
        "topic": found,
        "place": found.place,
        "story": timeline(TOPIC, found, everyone=True),
        "mood": community.mood(found, access.voter(request)),
        "consulting": found.state in actions.topics.CONSULTED,
        "stances": [(1, Stance.AGREE.label), (-1, Stance.DISAGREE.label), (0, Stance.PASS.label)],
        "resolutions": found.resolutions.published().order_by("published_at"),
        "items": community.items_of(found),
        "can_rate": found.state in {State.DONE, State.EVALUATED},
        "satisfactions": Satisfaction.choices,
        "ratings": community.ratings_of(found),
    }
    return render(request, "council/resident/topic.html", context)


@require_POST
def opinion(request: HttpRequest, code: str) -> HttpResponse:
    """Agree, disagree or pass on a statement."""
    found = community.public_topic(code)
    statement = get_object_or_404(
        Statement.objects.select_related("topic"), topic=found, pk=_number(request, "statement")
    )
    stance = request.POST.get("stance", "")
    if stance not in {"1", "0", "-1"}:
        raise Invalid(_("请选同意、不同意或说不准。"), "stance")
    visitor.slow_down(request, "council-opinion", burst=100, per_minute=10)
    back = redirect(f"/council/topic/{code}/#s{statement.pk}")
    response, voter = access.remembered(request, back)
    actions.opine(
        statement=statement, voter=voter, stance=Stance(int(stance)), known=access.known(request)
    )
    access.say_counted(request, _("您的表态已经记下。"))
    return response


@require_POST
def statement(request: HttpRequest, code: str) -> HttpResponse:
    """Say something short for the others to agree or disagree with."""
    found = community.public_topic(code)
    visitor.slow_down(request, "council-statement", burst=5, per_minute=10)
    response, voter = access.remembered(request, redirect(f"/council/topic/{code}/#say"))
    actions.state(topic=found, text=request.POST.get("text", ""), voter=voter)
    return response


@require_POST
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Say how it turned out."""
    found = community.public_topic(code)
    return access.rated(
        request, f"/council/topic/{code}/#rate", partial(actions.evaluate, topic=found)
    )


@require_safe
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """When, where, about what; afterwards what was said."""
    found = community.public_meeting(code)
    context = {
        "meeting": found,
        "place": found.council.place,
        "agenda": found.agenda.select_related("topic"),
        "votes": [
            (v, community.result_counts(v.result), community.result_lines(v), community.law_of(v))
            for v in found.votes.select_related("meeting__council").order_by("pk")
        ],
        "there": found.attendance.count(),
        "files": public(found.files),
    }
    return render(request, "council/resident/meeting.html", context)


@require_safe
def resolution(request: HttpRequest, code: str) -> HttpResponse:
    """A published resolution with its arithmetic, its law and its receipt."""
    found = community.public_resolution(code)
    context = {
        "resolution": found,
        "topic": found.topic,
        "place": found.topic.place,
        "vote": found.vote,
        "counts": community.result_counts(found.vote.result),
        "law": community.law_of(found.vote),
        "lines": community.result_lines(found.vote),
        "receipt": community.receipt_path(found.entry_id),
    }
    return render(request, "council/resident/resolution.html", context)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
