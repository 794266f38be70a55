from django.urls import path

from sanan.livelihood.views import households

app_name = "livelihood_staff"
urlpatterns = [
    path("households/", households.HOUSEHOLD_LIST.view, name="households"),
    path("households/new/", households.new_household, name="new_household"),
    path("households/<str:code>/members/new/", households.new_member, name="new_member"),
    path("households/<str:code>/visits/<int:number>/", households.visit, name="visit"),
    *households.HOUSEHOLD_PAGES.urls(),
    path("members/", households.MEMBER_LIST.view, name="members"),
    *households.MEMBER_PAGES.urls(),
    path("import/", households.upload, name="import"),
    path("import/<str:token>/", households.look, name="import_look"),
    path("import/<str:token>/done/", households.done, name="import_done"),
    path("import/<str:token>/rejected.xlsx", households.rejected, name="import_rejected"),
]
