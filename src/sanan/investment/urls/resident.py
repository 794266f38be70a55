from django.urls import path

from sanan.investment.views import resident

app_name = "investment"
urlpatterns = [path("<str:code>/", resident.village, name="village")]
