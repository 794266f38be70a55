"""The desk's pages of courses, those who teach them, and certificates."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit import dates
from sanan.kit.rounding import yuan
from sanan.lists.pages import Lists
from sanan.livelihood.actions import training
from sanan.livelihood.enums import HELPERS, KEEPERS, READERS
from sanan.livelihood.forms import work as forms
from sanan.livelihood.models import Course, Member, Trainer, TrainingPaper
from sanan.livelihood.queries import papers, trained
from sanan.livelihood.queries.desk import ATTENDANCES, PAPERS, SESSIONS
from sanan.livelihood.rules.training import COURSE, PAPER, TRAINER
from sanan.livelihood.views.frame import Link, Section, Shown, cells, desk, new, page, places
from sanan.people import access
from sanan.process.forms import Nothing
from sanan.process.pages import Pages
from sanan.process.queries import timeline

both = require_http_methods(["GET", "HEAD", "POST"])
SESSION_LIST = Lists(listed=SESSIONS, template="list", gate=desk(), frame=page)
ATTENDANCE_LIST = Lists(listed=ATTENDANCES, template="list", gate=desk(), frame=page)
PAPER_LIST = Lists(listed=PAPERS, template="list", gate=desk(), frame=page)


@require_safe
@desk()
def courses(request: HttpRequest) -> HttpResponse:
    """Courses and who teaches."""
    person = access.me(request)
    table = [
        cells(
            each.title,
            each.get_kind_display(),
            each.trainer.name if each.trainer else _("自己上"),
            each.get_state_display(),
            each.sessions.count(),
            href=COURSES.address(each),
        )
        for each in Course.objects.visible_to(person).select_related("trainer")
    ]
    heads = [_("课程"), _("哪一类"), _("谁来上"), _("现在"), _("几次课")]
    engaged = [
        cells(
            each.name,
            each.contract_no,
            dates.span(each.since_on, each.until_on),
            each.get_state_display(),
            _rating(each),
            href=TRAINERS.address(each),
        )
        for each in Trainer.objects.visible_to(person)
    ]
    of_trainers = [_("机构名称"), _("合同编号"), _("合同期"), _("现在"), _("学员评分")]
    links = []
    if access.held(request) & set(HELPERS):
        links.append(Link(_("开一门课"), reverse("livelihood_staff:new_course"), main=True))
    if access.held(request) & set(KEEPERS):
        links.append(Link(_("登记培训机构和合同"), reverse("livelihood_staff:new_trainer")))
    links.append(Link(_("结业证"), reverse("livelihood_staff:papers")))
    shown = Shown(
        title=_("培训"),
        tab="courses",
        sections=[
            Section(_("课程"), heads, table, _("还没有。")),
            Section(_("培训机构"), of_trainers, engaged, _("还没有。")),
        ],
        links=links,
    )
    return page(request, "sections", {"shown": shown})


def _rating(trainer: Trainer) -> str:
    found = trained.rating(trainer)
    return _("还没有评分") if found is None else _("%(score)s 分") % {"score": found}


@never_cache
@both
@desk(*HELPERS)
def new_course(request: HttpRequest) -> HttpResponse:
    """Begin a course."""
    known = Trainer.objects.visible_to(access.me(request)).filter(state="engaged")
    form = forms.NewCourse(request.POST or None, places=places(request, HELPERS), trainers=known)
    return new(request, form, training.plan, COURSES.address, _("开一门课"), "courses")


@never_cache
@both
@desk(*KEEPERS)
def new_trainer(request: HttpRequest) -> HttpResponse:
    """Note a trainer with the contract."""
    form = forms.NewTrainer(request.POST or None, places=places(request))
    title = _("登记培训机构和合同")
    return new(request, form, training.engage, TRAINERS.address, title, "courses")


def _course(request: HttpRequest, code: str) -> Course:
    rows = Course.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place", "trainer"), code=code)


def _course_page(_request: HttpRequest, course: Course) -> dict[str, Any]:
    sessions = [
        cells(each.title, dates.moment(each.starts_at), each.attendances.count())
        for each in course.sessions.all()
    ]
    there = Member.objects.filter(attendances__session__course=course).distinct()
    issued = [
        cells(
            each.number,
            each.member.name,
            dates.day(each.issued_on),
            each.get_state_display(),
            href=PAPERS_PAGES.address(each),
        )
        for each in course.papers.select_related("member")
    ]
    times = sum(int(str(row[2].text)) for row in sessions)
    facts = [
        (_("哪一类"), course.get_kind_display()),
        (_("谁来上"), course.trainer.name if course.trainer else _("自己上")),
        (_("人数"), _("%(n)d 人") % {"n": there.count()}),
        (_("人次"), _("%(n)d 人次") % {"n": times}),
        (_("到几次可以发证"), course.least),
    ]
    shown = Shown(
        title=course.title,
        tab="courses",
        standing=course.get_state_display(),
        facts=facts,
        sections=[
            Section(
                _("每一次课"),
                [_("这次讲什么"), _("什么时候"), _("来了几人")],
                sessions,
                _("还没有排课。"),
            ),
            Section(
                _("结业证"), [_("证书编号"), _("姓名"), _("发证"), _("现在")], issued, _("还没有。")
            ),
        ],
    )
    return {"shown": shown, "story": timeline(COURSE, course)}


COURSES = Pages(
    process=COURSE,
    room="livelihood_staff",
    prefix="courses",
    name="course",
    template="thing",
    find=_course,
    show=_course_page,
    forms={
        "schedule": forms.Schedule,
        "begin": Nothing,
        "attend": forms.Attend,
        "rate": forms.Rate,
        "end": Nothing,
        "certify": Nothing,
    },
    first=(),
    gate=desk(),
    frame=page,
)


def _trainer(request: HttpRequest, code: str) -> Trainer:
    rows = Trainer.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place"), code=code)


def _trainer_page(_request: HttpRequest, trainer: Trainer) -> dict[str, Any]:
    rows = [
        cells(each.title, each.get_state_display(), href=COURSES.address(each))
        for each in trainer.courses.all()
    ]
    facts = [
        (_("合同编号"), trainer.contract_no),
        (_("合同期"), dates.span(trainer.since_on, trainer.until_on)),
        (_("合同金额"), yuan(trainer.fee_fen) if trainer.fee_fen else "—"),
        (_("学员评分"), _rating(trainer)),
    ]
    shown = Shown(
        title=trainer.name,
        tab="courses",
        standing=trainer.get_state_display(),
        facts=facts,
        sections=[Section(_("课程"), [_("课程"), _("现在")], rows, _("没有。"))],
    )
    return {"shown": shown, "story": timeline(TRAINER, trainer)}


TRAINERS = Pages(
    process=TRAINER,
    room="livelihood_staff",
    prefix="trainers",
    name="trainer",
    template="thing",
    find=_trainer,
    show=_trainer_page,
    forms={"end": forms.EndTrainer},
    first=(),
    gate=desk(),
    frame=page,
)


def _paper(request: HttpRequest, number: str) -> TrainingPaper:
    rows = TrainingPaper.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place", "course", "member"), number=number)


def _paper_page(_request: HttpRequest, found: TrainingPaper) -> dict[str, Any]:
    facts = [
        (_("姓名"), found.member.name),
        (_("课程"), found.course.title),
        (_("上了几次"), found.sessions),
        (_("发证"), dates.day(found.issued_on)),
    ]
    if found.revoked_on:
        facts.append((_("撤销"), f"{dates.day(found.revoked_on)} {found.revoked_why}"))
    shown = Shown(
        title=found.number,
        tab="courses",
        standing=found.get_state_display(),
        facts=facts,
        links=[
            Link(_("打印结业证"), reverse("livelihood_staff:paper_pdf", args=[found.number])),
            Link(_("核对"), reverse("livelihood:checked", args=[found.number])),
        ],
    )
    return {"shown": shown, "story": timeline(PAPER, found)}


PAPERS_PAGES = Pages(
    process=PAPER,
    room="livelihood_staff",
    prefix="papers",
    name="paper",
    template="thing",
    find=_paper,
    show=_paper_page,
    forms={"revoke": forms.Revoke},
    first=(),
    gate=desk(),
    frame=page,
)


@require_safe
@desk(*READERS)
def paper_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The paper."""
    found = _paper(request, number)
    return access.paper(request, papers.pdf(found), f"{found.number}.pdf")
