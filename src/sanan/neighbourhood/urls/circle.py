from django.urls import path

from sanan.neighbourhood.views import circle

STAFF = [
    path("circle/", circle.circle, name="circle"),
    path("circle/gap/", circle.gap, name="gap"),
    path("circle/try/", circle.attempt, name="try"),
    path("circle/dwellings/", circle.DWELLING_LIST.view, name="dwellings"),
    path("circle/import/", circle.upload, name="circle_import"),
    path("circle/import/<str:token>/", circle.looked, name="circle_import_look"),
    path("circle/import/<str:token>/done/", circle.done, name="circle_import_done"),
    path("circle/import/<str:token>/rejected.xlsx", circle.rejected, name="circle_import_rejected"),
    path("points/", circle.POINT_LIST.view, name="points"),
    path("points/new/", circle.add_point, name="add_point"),
    path("points/centre/", circle.place_centre, name="place_centre"),
    *circle.POINT_PAGES.urls(),
]
