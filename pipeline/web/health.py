"""Whether the service runs, and whether it can do its work: for those who watch it, without a word of anybody's."""

import shutil

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from pipeline.errors import UserError
from pipeline.place import Place
from pipeline.settings import BUSY_MS, is_url
from pipeline.store.orm import Limit
from pipeline.web.site import site

_WAIT_MS = 2_000
_LEAST_FREE = 100 * 1024 * 1024


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is looked at."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether answers can be taken now; each fault with what to do about it."""
    faults = [*store_faults(site().place), *survey_faults()]
    return JsonResponse({"ready": not faults, "faults": faults}, status=503 if faults else 200)


def store_faults(place: Place) -> list[str]:
    """Why the store cannot take an answer."""
    try:
        _try_writing()
        behind = _behind()
    except Error as error:
        return [f"the store cannot be written to ({type(error).__name__}): see that it is there, not full, not locked"]
    found = ["the store's tables are older than the program: stop the service and start it again"] if behind else []
    if not is_url(place.store) and shutil.disk_usage(place.data).free < _LEAST_FREE:
        found.append("the disk of the store is almost full: make room")
    return found


def _try_writing() -> None:
    """Write a row and take it back; whoever waits for an answer here does not wait as long as a respondent would."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute(f"PRAGMA busy_timeout={_WAIT_MS}")
        try:
            with transaction.atomic():
                Limit.objects.update_or_create(key="ready", defaults={"window": 0})
                transaction.set_rollback(True)
        finally:
            if sqlite:
                cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def _behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def survey_faults() -> list[str]:
    """Which rounds cannot be shown; what is wrong with the file is said to the one who can read it."""
    found = []
    for round in site().rounds():
        try:
            site().served(round)
        except UserError:
            found.append(f"surveys/{round}/survey.yml cannot be served: run cpitg check {round}")
    return found
