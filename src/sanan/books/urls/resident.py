from django.urls import path

from sanan.books.views import resident

app_name = "books"
urlpatterns = [
    path("at/<slug:code>/", resident.village, name="village"),
    path("at/<slug:code>/assets/", resident.assets, name="assets"),
    path("at/<slug:code>/contracts/", resident.contracts, name="contracts"),
    path("at/<slug:code>/<slug:month>/", resident.month, name="month"),
    path("entry/<slug:code>/", resident.entry, name="entry"),
    path("voucher/<slug:code>.jpg", resident.voucher, name="voucher"),
]
