"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="books",
    title=_("账本"),
    urls=[("books/", "sanan.books.urls.resident"), ("staff/books/", "sanan.books.urls.staff")],
    pages=[
        Page("books_staff:board", _("三资台账"), StaffGroup.VILLAGE, 30),
        Page("books:village", _("账本"), ResidentGroup.SEE, 20),
    ],
    measures=["sanan.books.queries.facts:WARNINGS"],
    processes=[
        "sanan.books.rules:ENTRY",
        "sanan.books.rules:SHEET",
        "sanan.books.rules:VOUCHER",
        "sanan.books.rules:CONTRACT",
        "sanan.books.rules:WARNING",
    ],
    files=["sanan.books.views.media:VOUCHERS", "sanan.books.views.media:EVIDENCE"],
    work=["sanan.books.queries.desk:waiting"],
    jobs=[Job("sanan.books.tasks:look", DAY)],
    commands=["sanan.books.commands:books"],
    events={
        "account.open": _("开了账户"),
        "asset.register": _("登记了资产"),
        "relative.declare": _("申报了亲属关系"),
        "roster.load": _("装入了名单"),
    },
)
