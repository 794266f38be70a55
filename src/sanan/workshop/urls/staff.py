from django.urls import path

from sanan.workshop.views import count, pay, staff

app_name = "workshop_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    path("new/", staff.open_workshop, name="open"),
    path("partners/new/", staff.add_partner, name="add_partner"),
    path("count/", count.count, name="count"),
    path("count/send/", count.send, name="count_send"),
    path("count/weigh/", count.weigh, name="weigh"),
    path("orders/", staff.ORDER_LIST.view, name="orders"),
    path("orders/new/", staff.offer, name="offer"),
    path("orders/<str:code>/hand-out/", staff.hand_out, name="hand_out"),
    *staff.ORDERS.urls(),
    path("issues/", staff.ISSUE_LIST.view, name="issues"),
    path("issues/<str:code>/card.pdf", staff.issue_card, name="issue_card"),
    *staff.ISSUES.urls(),
    path("workers/", staff.WORKER_LIST.view, name="workers"),
    path("workers/new/", staff.enrol, name="enrol"),
    path("workers/<str:code>/card.pdf", staff.worker_card, name="worker_card"),
    path("workers/<str:code>/income/<int:year>.pdf", staff.income, name="income"),
    *staff.WORKERS.urls(),
    path("runs/new/", pay.draft, name="draft"),
    path("runs/<str:code>/bank.xlsx", pay.bank_file, name="bank_file"),
    path("runs/<str:code>/slips.pdf", pay.printed, name="printed"),
    *pay.RUNS.urls(),
    path("slips/", pay.SLIP_LIST.view, name="slips"),
    path("slips/<str:code>/slip.pdf", pay.slip_paper, name="slip_paper"),
    *pay.SLIPS.urls(),
    path("<str:code>/income/<int:year>.xlsx", pay.incomes, name="incomes"),
]
