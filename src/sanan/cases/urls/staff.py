from django.urls import path

from sanan.cases.views import (
    staff_board,
    staff_case,
    staff_desk,
    staff_hot,
    staff_import,
    staff_new,
    staff_reading,
    staff_settings,
)

app_name = "cases_staff"
urlpatterns = [
    path("", staff_desk.home, name="home"),
    path("notices/", staff_desk.notices, name="notices"),
    path("new/", staff_new.new, name="new"),
    path("new/<str:code>/", staff_new.slip, name="slip"),
    path("import/", staff_import.upload, name="import"),
    path("import/<str:token>/", staff_import.look, name="import_look"),
    path("import/<str:token>/done/", staff_import.done, name="import_done"),
    path("import/<str:token>/rejected.xlsx", staff_import.rejected, name="import_rejected"),
    path("board/", staff_board.board, name="board"),
    path("hot/", staff_hot.hot, name="hot"),
    path("hot/again/", staff_hot.again, name="hot_again"),
    path("hot/issues.xlsx", staff_hot.issues, name="hot_issues"),
    path("hot/messages.xlsx", staff_hot.messages, name="hot_messages"),
    path("reading/", staff_reading.certain, name="reading"),
    path("reading/accuracy/", staff_reading.accuracy, name="accuracy"),
    path("cases/", staff_case.LIST.view, name="list"),
    path("cases/export/", staff_case.export, name="export"),
    path("cases/bulk/export/", staff_case.LIST.picked, name="export_chosen"),
    *staff_case.MANY.urls(),
    path("cases/<str:code>/reveal/", staff_case.reveal, name="reveal"),
    path("cases/<str:code>/same/", staff_reading.same, name="same"),
    path("cases/<str:code>/order.pdf", staff_case.order_pdf, name="order_pdf"),
    path("cases/<str:code>/order.docx", staff_case.order_docx, name="order_docx"),
    *staff_case.CASES.urls(),
    path("settings/calendar/", staff_settings.calendar, name="calendar"),
    path("settings/policies/", staff_settings.policies, name="policies"),
]
