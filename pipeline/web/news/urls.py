"""The addresses of the mailing list."""

from django.urls import path

from pipeline.web.news import pages

app_name = "news"
urlpatterns = [
    path("join", pages.join, name="join"),
    path("confirm/<str:token>", pages.confirm, name="confirm"),
    path("leave", pages.ask_to_leave, name="ask-to-leave"),
    path("leave/<str:token>", pages.leave, name="leave"),
]
