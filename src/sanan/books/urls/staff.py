from django.urls import path

from sanan.books.views import alerts, assets, money, vouchers

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
    path("vouchers/<str:code>/point/", vouchers.point, name="point"),
    path("vouchers/<str:code>/add/", vouchers.add_box, name="add_box"),
    path("vouchers/<str:code>/remove/", vouchers.remove_boxes, name="remove_boxes"),
    *vouchers.VOUCHERS.urls(),
    path("assets/", assets.assets, name="assets"),
    path("contracts/", assets.contracts, name="contracts"),
    path("contracts/contracts.xlsx", assets.contracts_excel, name="contracts_excel"),
    path("contracts/new/", assets.new_contract, name="new_contract"),
    *assets.CONTRACTS.urls(),
    path("rosters/", assets.rosters, name="rosters"),
    path("warnings/", alerts.warnings, name="warnings"),
    path("warnings/warnings.xlsx", alerts.warnings_excel, name="warnings_excel"),
    path("warnings/rules/", alerts.rule_list, name="rules"),
    *alerts.WARNING_PAGES.urls(),
]
