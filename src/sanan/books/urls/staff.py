from django.urls import path

from sanan.books.views import money, property, vouchers, warnings  # noqa: A004

app_name = "books_staff"
urlpatterns = [
    path("", money.board, name="board"),
    path("accounts/new/", money.new_account, name="new_account"),
    path("at/<str:place>/", money.entries, name="entries"),
    path("at/<str:place>/entries.xlsx", money.entries_excel, name="entries_excel"),
    path("at/<str:place>/publish/", money.publish, name="publish"),
    path("at/<str:place>/new/", money.new_entry, name="new_entry"),
    path("entries/<str:code>/vouchers/", vouchers.receive, name="receive"),
    *money.ENTRIES.urls(),
    path("import/", money.import_sheet, name="import"),
    *money.SHEETS.urls(),
    path("vouchers/", vouchers.vouchers, name="vouchers"),
    path("vouchers/<str:code>/draft.jpg", vouchers.draft, name="draft"),
    path("vouchers/<str:code>/original.jpg", vouchers.original, name="original"),
    path("vouchers/<str:code>/reveal/", vouchers.reveal, name="reveal"),
    path("vouchers/<str:code>/point/", vouchers.point, name="point"),
    path("vouchers/<str:code>/add/", vouchers.add_box, name="add_box"),
    path("vouchers/<str:code>/remove/", vouchers.remove_boxes, name="remove_boxes"),
    *vouchers.VOUCHERS.urls(),
    path("assets/", property.assets, name="assets"),
    path("contracts/", property.contracts, name="contracts"),
    path("contracts/contracts.xlsx", property.contracts_excel, name="contracts_excel"),
    path("contracts/new/", property.new_contract, name="new_contract"),
    *property.CONTRACTS.urls(),
    path("rosters/", property.rosters, name="rosters"),
    path("warnings/", warnings.warnings, name="warnings"),
    path("warnings/warnings.xlsx", warnings.warnings_excel, name="warnings_excel"),
    path("warnings/rules/", warnings.rule_list, name="rules"),
    path("warnings/<str:code>/evidence/<str:token>/", warnings.evidence, name="evidence"),
    *warnings.WARNING_PAGES.urls(),
]
