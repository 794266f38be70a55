from django.urls import path

from sanan.inspection.views import staff

app_name = "inspection_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    path("rounds/new/", staff.new_round, name="new_round"),
    path("rounds/<str:code>/notices.pdf", staff.notices, name="notices"),
    path("rounds/<str:code>/summary.docx", staff.summary, name="summary"),
    path("rounds/<str:code>/listen/", staff.listen, name="listen"),
    path("rounds/<str:code>/registers/", staff.registers, name="registers"),
    path("rounds/<str:code>/take/", staff.take, name="take"),
    path("rounds/<str:code>/write/", staff.write, name="write"),
    *staff.ROUNDS.urls(),
    path("import/", staff.upload, name="import"),
    path("import/<str:token>/", staff.look, name="import_look"),
    path("import/<str:token>/done/", staff.done, name="import_done"),
    path("import/<str:token>/rejected.xlsx", staff.rejected, name="import_rejected"),
    path("clues/", staff.CLUE_LIST.view, name="clues"),
    path("clues/<str:code>/words/", staff.clue_words, name="clue_words"),
    *staff.CLUES.urls(),
    path("papers/", staff.PAPER_LIST.view, name="papers"),
    path("papers/<str:code>/paper.docx", staff.paper_docx, name="paper_docx"),
    *staff.PAPERS.urls(),
    path("items/", staff.ITEM_LIST.view, name="items"),
    *staff.ITEM_PAGES.urls(),
    path("transfers/", staff.transfers, name="transfers"),
    *staff.TRANSFERS.urls(),
    path("pushes/", staff.pushes, name="pushes"),
    path("pushes/new/", staff.new_push, name="new_push"),
    *staff.PUSHES.urls(),
]
