"""The peer of the survey service: one bare Django view that writes the rows of a sent form, each as durably.

No form is checked here, no session read, no limit kept and nothing hashed: what a framework costs at least. It waits
its turn as the service does, since writers without order were measured to be slower in the tail.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pipeline.store.setup import open_store


def _view() -> Any:
    """The view, made once the models can be imported."""
    from django.contrib.sessions.models import Session
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

    from pipeline.store.orm import AuditHead, AuditLine, Draft, Response, Round, Submission
    from pipeline.store.writing import writing
    from pipeline.web.clock import now

    round = Round.objects.get()

    def view(request: HttpRequest) -> HttpResponse:
        told, at = json.loads(request.POST["told"]), now()
        with writing():
            response = Response.objects.create(round=round, store_id=told["reference"], **told["response"])
            submission = Submission.objects.create(
                response=response,
                definition_id=told["definition"],
                reference=told["reference"],
                key=told["draft"],
                token_hash=told["hash"],
                sent_at=at,
            )
            Draft.objects.filter(pk=told["draft"]).update(submission=submission, values={}, saved_at=at)
            AuditLine.objects.create(no=told["no"], at=at.isoformat(), who="respondent", act="sent", hash=told["hash"],
                                     before=told["hash"])  # fmt: skip
            AuditHead.objects.filter(pk=1).update(no=told["no"])
            Session.objects.filter(pk=told["session"]).update(session_data=told["data"])
        # With its length told the connection stays open, as the service's do.
        return HttpResponseRedirect(f"/sent/{told['reference']}", headers={"Content-Length": "0"})

    return view


def main(store: Path, threads: int) -> None:
    """Serve the view on a free port, which is printed."""
    open_store(store)
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.urls import path
    from waitress import create_server

    settings.MIDDLEWARE, settings.ALLOWED_HOSTS = [], ["127.0.0.1"]
    urls = type(sys)("bare_urls")
    urls.urlpatterns = [path("send", _view())]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = urls
    server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=threads)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
