"""The title, the days and the words of the form, as survey.yml holds them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pipeline.board.ruling import AskedError, Board
from pipeline.board.surveyfile import FIELDS, ChangedError, Saved, save_words, words_of
from pipeline.store.roles import SIGNING
from pipeline.web import clock
from pipeline.web.board.common import board_page, in_words, on_board, page, say
from pipeline.web.organisers.guard import handle_of


@on_board(SIGNING)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, board: Board) -> HttpResponse:
    """Show the words, or write those that were changed; what another person changed meanwhile is shown first."""
    if request.method == "GET":
        return _shown(request, board, {}, {})
    typed = {name: request.POST[name] for name in FIELDS if name in request.POST}
    try:
        saved = save_words(board.round, typed, request.POST.get("digest", ""), handle_of(request), clock.now())
    except ChangedError:
        return _shown(request, board, {}, typed, changed=True)
    except AskedError as error:
        return _shown(request, board, in_words(error.faults), typed)
    say(request, _told(saved))
    return redirect("organisers-board-release-words", board.round.name)


def _told(saved: Saved) -> str:
    if not saved.keys:
        return _("Nothing was changed: the file says this already.")
    told = [_("Written into survey.yml: %(keys)s.") % {"keys": ", ".join(saved.keys)}]
    if saved.version:
        told.append(
            _("People had seen the old words, so this is version %(version)s of the form.") % {"version": saved.version}
        )
    told.append(_("Run the analysis again before you sign a release: it reads this file."))
    return " ".join(told)


def _shown(
    request: HttpRequest, board: Board, faults: dict[str, str], typed: dict[str, str], *, changed: bool = False
) -> HttpResponse:
    now = words_of(board.round)
    # Of a file that was changed meanwhile the new words stand beside what was typed, under the new digest.
    digest = now.digest if changed else request.POST.get("digest") or now.digest
    told = {
        "tab": "release",
        "faults": faults,
        "digest": digest,
        "values": {**now.values, **typed},
        "others": {name: text for name, text in now.values.items() if changed and typed.get(name, text) != text},
        "changed": changed,
        "signed": len(board.stands.agreed.signs),
    }
    return page(request, "board/release-words.jinja", board, told, status=409 if changed else 200)


urls: list[URLPattern] = [board_page("release/words", words, "release-words")]
