from django.urls import path

from sanan.estates.views import resident

app_name = "estates"
urlpatterns = [
    path("uses/<str:code>/", resident.use, name="use"),
    path("committees/<str:code>/", resident.committee, name="committee"),
    path("<str:code>/", resident.estate, name="estate"),
    path("<str:code>/repair/", resident.repair, name="repair"),
    path("<str:code>/mine/", resident.mine, name="mine"),
]
