"""How many forms the service takes a second, beside a bare view that writes the same rows, and how it bears size.

Both run in one process each on this machine, under the same server with the same threads, and are loaded in turn over
the same connections: the requests are made before, and each sends another draft that was filled in before. Beside the
answers that showed a reference stands how many responses the store holds more. Rates depend on what else the machine
does, most of all on its disk; the processor time of a form, told beside them, hardly does.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.collect_load import Load, load
from benchmarks.collect_place import ROUND, THREADS, VALUES, Prepared, Server, bare, serving
from benchmarks.sets import ROOT

CONNECTIONS = 16
# Forms sent to each before the clock runs: what is read and laid out once is not what is measured.
_WARM = 100


def _stored() -> int:
    from pipeline.store.orm import Response

    return Response.objects.count()


@dataclass(frozen=True, slots=True)
class _Turn:
    """What came of one turn of a server: its load, how many responses the store holds more, its processor time."""

    load: Load
    stored: int
    cpu: float

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time a form, which hardly depend on what else the machine does."""
        return 1000 * self.cpu / len(self.load.answers)


def _turn(server: Server, made: Sequence[bytes], rate: float = 0.0) -> _Turn:
    before, cpu = _stored(), server.cpu()
    done = load(server.port, made, CONNECTIONS, rate)
    return _Turn(done, _stored() - before, server.cpu() - cpu)


def _told(name: str, turns: Sequence[_Turn]) -> None:
    done = Load(tuple(each for turn in turns for each in turn.load.answers), sum(turn.load.seconds for turn in turns))
    cpu = statistics.median(turn.cpu_ms for turn in turns)
    print(
        f"| {name} | {len(done.answers)} | {done.count(302) + done.count(303)} | {sum(turn.stored for turn in turns)} "
        f"| {done.rate:.0f} | {done.within(0.5):.1f} | {done.within(0.99):.1f} | {cpu:.2f} |",
        flush=True,
    )


def _shares(name: str, shares: Sequence[float]) -> None:
    each = ", ".join(f"{share:.0%}" for share in shares)
    print(f"{name}: {statistics.median(shares):.0%} in the middle ({each})", flush=True)


def rates(folder: Path, count: int, rounds: int) -> None:
    """Service and peer in turn while both stand, so that both meet the same hour; who begins changes from turn to turn.

    At last the service at a hundred a second.
    """
    prepared, turns = Prepared(folder), {"bare view": list[_Turn](), "service": list[_Turn]()}
    print(f"{CONNECTIONS} connections, {THREADS} threads, {rounds} turns of {count} forms each\n")
    with bare(prepared) as peer, serving(prepared) as service:
        servers = {"bare view": peer, "service": service}
        for number in range(-1, rounds):
            for name in list(servers)[:: 1 if number % 2 else -1]:
                drafts = prepared.drafts(count if number >= 0 else _WARM)
                made = prepared.requests(drafts) if name == "service" else prepared.bare_requests(drafts, 1)
                done = _turn(servers[name], made)
                _reset_chain()
                turns[name] += [done] if number >= 0 else []
        steady = _turn(service, prepared.requests(prepared.drafts(2 * count)), rate=100)
    print(
        "| server | sent | confirmed | stored | a second | p50 ms | p99 ms | processor ms |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    for name, done_by in (*turns.items(), ("service, 100 a second", [steady])):
        _told(name, done_by)
    pairs = list(zip(turns["service"], turns["bare view"], strict=True))
    print("\nservice to bare view (wanted: at least 80%)")
    _shares("rate", [ours.load.rate / theirs.load.rate for ours, theirs in pairs])
    _shares("rate by processor time", [theirs.cpu_ms / ours.cpu_ms for ours, theirs in pairs])


def _reset_chain() -> None:
    """The peer's lines are no chain: both begin with an empty log each time."""
    from pipeline.store.orm import AuditHead, AuditLine

    AuditLine.objects.all().delete()
    AuditHead.objects.all().delete()


def fill(prepared: Prepared, count: int) -> None:
    """Responses as the service would have stored them, so many in all."""
    from pipeline.store.orm import Definition, Response, Round, Submission
    from pipeline.store.references import new_reference
    from pipeline.store.writing import writing
    from pipeline.web.clock import now
    from pipeline.web.site import site

    site().served(ROUND)  # the round and its wording are in the store once it was looked at
    round, definition, at = Round.objects.get(), Definition.objects.get(), now()
    with writing():
        rows = [
            Response(round=round, store_id=new_reference(), source="form", submitted_at="2026-11-23T12:00:00Z",
                     fields=f"{number:064x}", about={"who": "a"}, closed=[["rate", "", "2", 0]],
                     answers={"help": VALUES["help"], "barrier": VALUES["barrier"]})
            for number in range(_stored(), count)
        ]  # fmt: skip
        made = Response.objects.bulk_create(rows, batch_size=2_000)
        Submission.objects.bulk_create(
            (
                Submission(
                    response=row,
                    definition=definition,
                    reference=row.store_id,
                    key=row.store_id,
                    token_hash="",
                    sent_at=at,
                )
                for row in made
            ),
            batch_size=2_000,
        )


def _export(prepared: Prepared, kind: str) -> tuple[float, float]:
    """Seconds of an export, and the most memory it held, in megabytes."""
    command = [sys.executable, "-m", "pipeline", "export", ROUND, "--format", kind, "--out", f"all.{kind}"]
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    subprocess.run([*command, "--data", str(prepared.place.data)], cwd=prepared.root, env=env, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def sizes(folder: Path, counts: Sequence[int]) -> None:
    """What a page and an export cost in a store of each size."""
    prepared = Prepared(folder)
    print(
        "\n| responses | form sent, p50 ms | organisers' page, ms | export CSV, s | XLSX, s | JSONL, s | memory, MB |"
    )
    print("|---|---|---|---|---|---|---|", flush=True)
    for count in counts:
        fill(prepared, count)
        requests, cookie = prepared.requests(prepared.drafts(200)), _organiser()
        with serving(prepared) as server:
            sent = load(server.port, requests, 1)
            page = load(server.port, [_get(f"/organisers/round/{ROUND}/", cookie)] * 5, 1)
        assert page.count(200) == len(page.answers), [answer.status for answer in page.answers]
        told = [_export(prepared, kind) for kind in ("csv", "xlsx", "jsonl")]
        seconds = " | ".join(f"{each:.1f}" for each, _ in told)
        print(
            f"| {count} | {sent.within(0.5):.1f} | {page.within(0.5):.0f} | {seconds} | {told[-1][1]:.0f} |", flush=True
        )


def _organiser() -> str:
    """The cookie of an administrator who is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from pipeline.store.orm import Account
    from pipeline.web.clock import now

    # Who never signed in is asked to choose a password first.
    told = {"role": "administrator", "last_login": now()}
    account, _ = Account.objects.get_or_create(handle="bench", defaults=told)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["organiser_seen"] = session["organiser_began"] = int(now().timestamp())
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _get(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=500, help="forms a turn")
    parser.add_argument("--rounds", type=int, default=8, help="how often service and peer take turns")
    parser.add_argument("--sizes", type=int, nargs="*", default=[2_000, 20_000, 200_000], help="stores to measure")
    told: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rates(Path(folder) / "rates", told.count, told.rounds)
        if told.sizes:
            sizes(Path(folder) / "sizes", told.sizes)


if __name__ == "__main__":
    main()
