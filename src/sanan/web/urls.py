from django.urls import path

from sanan.web import views

app_name = "web"
urlpatterns = [
    path("care/", views.care, name="care"),
    path("theme/", views.theme, name="theme"),
    path("lang/", views.lang, name="lang"),
    path("privacy/", views.privacy, name="privacy"),
    path("villages/", views.villages, name="villages"),
    path("at/<slug:code>/", views.ours, name="ours"),
    path("ground/<slug:code>/", views.ground, name="ground"),
    path("offline/", views.offline, name="offline"),
    path("sw.js", views.worker, name="worker"),
    path(".well-known/security.txt", views.security, name="security"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
