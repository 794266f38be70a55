from django.urls import path

from sanan.estates.views import daily, estates, fund

app_name = "estates_staff"
urlpatterns = [
    path("", estates.board, name="board"),
    path("new/", estates.new_estate, name="new_estate"),
    path("at/<str:code>/codes.pdf", estates.codes, name="codes"),
    path("at/<str:code>/repair/", daily.report, name="report"),
    *estates.ESTATES.urls(),
    path("dwellings/", estates.DWELLING_LIST.view, name="dwellings"),
    path("dwellings/<str:ref>/", estates.dwelling, name="dwelling"),
    path("contracts/new/", estates.sign, name="sign"),
    *estates.CONTRACTS.urls(),
    path("ratings/", estates.RATING_LIST.view, name="ratings"),
    *estates.RATINGS.urls(),
    path("uses/", fund.USE_LIST.view, name="uses"),
    path("uses/new/", fund.plan, name="plan"),
    *fund.USES.urls(),
    path("committees/new/", fund.call, name="call"),
    *fund.COMMITTEES.urls(),
    path("repairs/", daily.REPAIR_LIST.view, name="repairs"),
    path("notices/", daily.notices, name="notices"),
    path("notices/new/", daily.post, name="post"),
    *daily.NOTICES.urls(),
    path("contacts/", daily.contacts, name="contacts"),
    path("import/", estates.upload, name="import"),
    path("import/<str:token>/", estates.look, name="import_look"),
    path("import/<str:token>/done/", estates.done, name="import_done"),
    path("import/<str:token>/rejected.xlsx", estates.rejected, name="import_rejected"),
]
