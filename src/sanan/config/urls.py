from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sanan.web.urls")),
    path("log/", include("sanan.ledger.urls.log")),
    path("record/", include("sanan.ledger.urls.record")),
    path("", include("sanan.cases.urls.resident")),
    path("", include("sanan.places.urls")),
    path("api/v1/", include("sanan.api.urls")),
    path("staff/", include("sanan.cases.urls.staff")),
    path("council/", include("sanan.council.urls.resident")),
    path("staff/council/", include("sanan.council.urls.staff")),
    path("open/", include("sanan.powers.urls.resident")),
    path("staff/powers/", include("sanan.powers.urls.staff")),
    path("room/", include("sanan.voices.urls.resident")),
    path("staff/rooms/", include("sanan.voices.urls.staff")),
    path("books/", include("sanan.books.urls.resident")),
    path("staff/books/", include("sanan.books.urls.staff")),
    path("staff/", include("sanan.people.urls")),
]
