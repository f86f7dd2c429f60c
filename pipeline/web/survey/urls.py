"""The addresses of one round's form."""

from django.urls import path

from pipeline.web.survey import afterwards, checking, doors, files, page, saving

urlpatterns = [
    path("", doors.start, name="survey-start"),
    path("begin", doors.begin, name="survey-begin"),
    path("privacy", doors.privacy, name="survey-privacy"),
    path("page/<str:step>", page.page, name="survey-page"),
    path("check", checking.check, name="survey-check"),
    path("send", checking.send, name="survey-send"),
    path("sent", afterwards.sent, name="survey-sent"),
    path("copy.txt", afterwards.copy, name="survey-copy"),
    path("save", saving.save, name="survey-save"),
    path("return/<str:token>", saving.come_back, name="survey-return"),
    path("leave", saving.leave, name="survey-leave"),
    path("left", saving.left, name="survey-left"),
    path("afterwards", afterwards.afterwards, name="survey-afterwards"),
    path("afterwards/<str:reference>/<str:token>", afterwards.own_link, name="survey-own"),
    path("held", afterwards.held, name="survey-held"),
    path("change", afterwards.change, name="survey-change"),
    path("withdraw", afterwards.withdraw, name="survey-withdraw"),
    path("withdrawn", afterwards.withdrawn, name="survey-withdrawn"),
    path("form.pdf", files.pdf, name="survey-blank-pdf"),
    path("form.docx", files.docx, name="survey-blank-docx"),
    path("qr.svg", files.qr, name="survey-qr"),
]
