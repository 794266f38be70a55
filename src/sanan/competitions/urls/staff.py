from django.urls import path

from sanan.competitions.views import judging, staff

app_name = "competitions_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    path("new/", staff.new, name="new"),
    path("judging/", judging.judging, name="judging"),
    path("judging/<str:code>/send/", judging.send, name="send"),
    path("contests/<str:code>/poster.pdf", staff.poster, name="poster"),
    *staff.CONTESTS.urls(),
    path("new-stage/<str:code>/", staff.new_stage, name="new_stage"),
    path("new-judge/<str:code>/", staff.new_judge, name="new_judge"),
    path("new-entry/<str:code>/", staff.new_entry, name="new_entry"),
    path("new-milestone/<str:code>/", staff.new_milestone, name="new_milestone"),
    *staff.STAGES.urls(),
    path("entries/<str:code>/certificate.pdf", staff.certificate, name="certificate"),
    *staff.ENTRIES.urls(),
    *staff.MILESTONES.urls(),
    *staff.JUDGE_PAGES.urls(),
    *staff.SHEETS.urls(),
    path("rubrics/", staff.rubrics, name="rubrics"),
    path("rubrics/new/", staff.new_rubric, name="new_rubric"),
    path("rubrics/<str:code>/", staff.rubric, name="rubric"),
    path("rubrics/<str:code>/next/", staff.new_rubric, name="next_rubric"),
    path("campaigns/new/", staff.new_campaign, name="new_campaign"),
    *staff.CAMPAIGNS.urls(),
    path("import/", staff.upload, name="import"),
    path("import/<str:token>/", staff.look, name="import_look"),
    path("import/<str:token>/done/", staff.done, name="import_done"),
    path("import/<str:token>/rejected.xlsx", staff.rejected, name="import_rejected"),
]
