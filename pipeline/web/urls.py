"""The addresses of the service; each room has its own."""

from django.urls import include, path

from pipeline.web import health, home, rootfiles
from pipeline.web.book import pages as book

urlpatterns = [
    path("", home.rounds, name="home"),
    path("accessibility", home.accessibility, name="accessibility"),
    path("survey/<str:round>/", include("pipeline.web.survey.urls")),
    path("organisers/", include("pipeline.web.organisers.urls")),
    path("book/", include(book.urls)),
    path("news/", include("pipeline.web.news.urls")),
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("robots.txt", rootfiles.robots, name="robots"),
    path("favicon.ico", rootfiles.favicon, name="favicon"),
]
handler400 = "pipeline.web.errors.unreadable"
handler403 = "pipeline.web.errors.forbidden"
handler404 = "pipeline.web.errors.not_found"
handler500 = "pipeline.web.errors.broken"
