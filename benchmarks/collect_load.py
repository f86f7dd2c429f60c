"""A plain load on a server of this machine: requests made beforehand, sent over connections that stay open."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back for one request: its number, status, where it leads to, and seconds from when it was due."""

    number: int
    status: int
    leads_to: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Load:
    """All answers of a load, and how long it took from the first byte to the last."""

    answers: tuple[Answered, ...]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.seconds

    def within(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        told = sorted(answer.seconds for answer in self.answers)
        return 1000 * told[min(len(told) - 1, int(share * len(told)))]

    def count(self, status: int) -> int:
        """How many were answered with this status."""
        return sum(answer.status == status for answer in self.answers)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    await reader.readexactly(int(fields.get("content-length", "0")))
    return int(head[0].split(" ")[1]), fields.get("location", "")


async def _connection(port: int, todo: "asyncio.Queue[tuple[int, float, bytes]]", done: list[Answered]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        try:
            number, due, request = todo.get_nowait()
        except asyncio.QueueEmpty:
            break
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        # Under a fixed rate the wait for a free connection counts: it is the server that kept the connection busy.
        began = due or time.perf_counter()
        writer.write(request)
        status, leads_to = await _answer(reader)
        done.append(Answered(number, status, leads_to, time.perf_counter() - began))
    writer.close()


async def _load(port: int, requests: Sequence[bytes], connections: int, rate: float) -> Load:
    todo: asyncio.Queue[tuple[int, float, bytes]] = asyncio.Queue()
    began = time.perf_counter() + 0.05
    for number, request in enumerate(requests):
        todo.put_nowait((number, began + number / rate if rate else 0.0, request))
    done: list[Answered] = []
    await asyncio.gather(*(_connection(port, todo, done) for _ in range(connections)))
    return Load(tuple(sorted(done, key=lambda answer: answer.number)), time.perf_counter() - began)


def load(port: int, requests: Sequence[bytes], connections: int, rate: float = 0.0) -> Load:
    """Send every request once, as fast as the connections allow or at a fixed rate a second."""
    return asyncio.run(_load(port, requests, connections, rate))


def post(path: str, body: bytes, cookie: str = "") -> bytes:
    """A form sent to a path."""
    head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/x-www-form-urlencoded"]
    head += [f"Content-Length: {len(body)}"] + ([f"Cookie: {cookie}"] if cookie else [])
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body
