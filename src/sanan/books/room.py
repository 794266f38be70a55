"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, Job, Page, ResidentGroup, Room, StaffGroup

ROOM = Room(
    name="books",
    title=_("账本"),
    urls=[("books/", "sanan.books.urls.resident"), ("staff/books/", "sanan.books.urls.staff")],
    pages=[
        Page("books_staff:board", _("账本"), StaffGroup.VILLAGE, 30),
        Page("books:village", _("账本"), ResidentGroup.SEE, 20),
    ],
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
)
