from django.urls import path

from sanan.cases.views import (
    staff_board,
    staff_bulk,
    staff_case,
    staff_desk,
    staff_hot,
    staff_list,
    staff_new,
    staff_reading,
    staff_settings,
)

app_name = "staff"
urlpatterns = [
    path("", staff_desk.home, name="home"),
    path("notices/", staff_desk.notices, name="notices"),
    path("new/", staff_new.new, name="new"),
    path("new/<str:code>/", staff_new.slip, name="slip"),
    path("board/", staff_board.board, name="board"),
    path("hot/", staff_hot.hot, name="hot"),
    path("hot/again/", staff_hot.again, name="hot_again"),
    path("hot/issues.xlsx", staff_hot.issues, name="hot_issues"),
    path("hot/messages.xlsx", staff_hot.messages, name="hot_messages"),
    path("reading/", staff_reading.certain, name="reading"),
    path("reading/accuracy/", staff_reading.accuracy, name="accuracy"),
    path("cases/", staff_list.case_list, name="list"),
    path("cases/export/", staff_list.export, name="export"),
    path("cases/views/", staff_list.save_view, name="save_view"),
    path("cases/views/<int:pk>/forget/", staff_list.forget_view, name="forget_view"),
    path("cases/bulk/export/", staff_list.export_chosen, name="export_chosen"),
    path("cases/bulk/<str:verb>/", staff_bulk.bulk, name="bulk"),
    path("cases/<str:code>/", staff_case.case_page, name="case"),
    path("cases/<str:code>/reveal/", staff_case.reveal, name="reveal"),
    path("cases/<str:code>/same/", staff_reading.same, name="same"),
    path("cases/<str:code>/order.pdf", staff_case.order_pdf, name="order_pdf"),
    path("cases/<str:code>/order.docx", staff_case.order_docx, name="order_docx"),
    path("cases/<str:code>/<str:verb>/", staff_case.do, name="do"),
    path("settings/calendar/", staff_settings.calendar, name="calendar"),
    path("settings/policies/", staff_settings.policies, name="policies"),
]
