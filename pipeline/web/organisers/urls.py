"""The addresses of the organisers' pages; `page` refuses one without a rule of who may see it."""

from pipeline.web.board.urls import board
from pipeline.web.organisers import auditing, inviting, paper, people, queue, rounds, second, signing, taking_out
from pipeline.web.organisers.guard import page

urlpatterns = [
    page("", rounds.rounds, "rounds"),
    page("sign-in", signing.sign_in, "sign-in"),
    page("sign-in/code", second.code, "code"),
    page("choose-password", signing.choose, "choose"),
    page("sign-out", signing.sign_out, "sign-out"),
    page("account", signing.account, "account"),
    page("account/second", second.factor, "second"),
    page("account/second/qr.svg", second.picture, "second-qr"),
    page("people", people.people, "people"),
    page("people/<str:handle>", people.person, "person"),
    page("invitations", inviting.invite, "invite"),
    page("invitations/<int:number>/take-back", inviting.take_back, "take-back"),
    page("invitation/<str:token>", inviting.invited, "invited"),
    page("audit", auditing.log, "audit"),
    page("audit/csv", auditing.take_out, "audit-csv"),
    page("round/<str:round>/", rounds.round_page, "round"),
    page("round/<str:round>/queue", queue.waiting, "queue"),
    page("round/<str:round>/queue/rule", queue.rule, "rule"),
    page("round/<str:round>/queue/as-it-arrived", queue.arrived, "queue-arrived"),
    page("round/<str:round>/papers", paper.papers, "papers"),
    page("round/<str:round>/papers/new", paper.first, "paper-first"),
    page("round/<str:round>/papers/<int:paper>", paper.settle, "paper-settle"),
    page("round/<str:round>/papers/<int:paper>/again", paper.again, "paper-again"),
    page("round/<str:round>/papers/<int:paper>/discard", paper.discard, "paper-discard"),
    page("round/<str:round>/answers", taking_out.responses, "answers"),
    page("round/<str:round>/answers/as-they-arrived", taking_out.as_they_arrived, "answers-arrived"),
    page("round/<str:round>/senders", taking_out.senders, "senders"),
    *board,
]
