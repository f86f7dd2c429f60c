"""The whole stage of cleaning as `cpitg explore` calls it, over growing numbers of answers, each in its own process."""

import csv
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.sets import ROOT, SEED, shared
from pipeline import explore
from pipeline.columns import read_known
from pipeline.load import load_glossary
from pipeline.place import find_place
from pipeline.progress import Silent

SIZES = (1_000, 10_000, 50_000)
LARGEST = 200_000
REPEATS = 0.15  # of the answers are copies of an earlier one
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_POLL = 0.05  # seconds between two looks at the memory
_SOURCES = (
    "data/nhs_fft_phase1/nhs_fft_phase1.csv",
    "data/polis/comments.csv",
    "data/napire2018/effects.csv",
    "data/it_user_feedback_unlabelled/jupyter2020_text_fields.csv",
    "data/themefinder_synthetic/gambling_generation.csv",
    "sample-round/pii.csv",
)


def sentences() -> list[str]:
    """The different sentences of the shared texts, in a fixed order."""
    found: dict[str, None] = {}
    for source in _SOURCES:
        with (shared() / source).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                text = row.get("text") or row.get("response") or ""
                found |= dict.fromkeys(part.strip() for part in _SENTENCE.split(text) if len(part.split()) > 2)
    return list(found)


def answers(size: int, pool: list[str]) -> Iterator[str]:
    """Answers of one to five sentences from different texts; a few are sent twice."""
    rng = random.Random(SEED)
    known: set[str] = set()
    sent: list[str] = []
    for _ in range(size):
        if sent and rng.random() < REPEATS:
            yield rng.choice(sent)
            continue
        told = " ".join(rng.sample(pool, rng.choices((1, 2, 3, 5), (4, 4, 2, 1))[0]))
        while told in known:
            told += " " + rng.choice(pool)
        known.add(told)
        sent.append(told)
        yield told


def _processor_seconds() -> float:
    """What this process used so far, and the workers that it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def clean_file(path: str) -> None:
    """Clean one file and print wall and processor seconds, those of its workers included."""
    glossary = load_glossary(find_place(ROOT))
    texts = explore.Texts(file=Path(path), text="text", id="id")
    began, used = time.monotonic(), _processor_seconds()
    explore._cleaned(read_known(texts), glossary, Silent())  # the very call of the command
    print(time.monotonic() - began, _processor_seconds() - used)


def _memory(process: int) -> int:
    """Bytes that a process and all below it hold now; none where it has ended."""
    try:
        parts = Path(f"/proc/{process}/statm").read_text("ascii").split()
        below = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(parts[1]) * resource.getpagesize() + sum(_memory(int(child)) for child in below)


def _timed(path: Path) -> tuple[float, float, int]:
    """Seconds, processor seconds and peak bytes of cleaning one file.

    The peak is looked at from outside: a process begins with its parent's peak as its own in the system's account.
    """
    beside = ROOT / ".venv" / "bin" / "python"
    python = str(beside) if beside.exists() else sys.executable
    code = f"from benchmarks.clean_speed import clean_file; clean_file({str(path)!r})"
    peak = 0
    with subprocess.Popen([python, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        while child.poll() is None:
            peak = max(peak, _memory(child.pid))
            time.sleep(_POLL)
        told = child.stdout.read() if child.stdout else ""
    if child.returncode:
        raise RuntimeError(f"cleaning ended with code {child.returncode}; its message stands above")
    seconds, used = map(float, told.split())
    return seconds, used, peak


def _line(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


def table(everything: bool = False) -> None:
    """Print seconds, answers a second and peak memory for each size."""
    head = ("answers", "different", "seconds", "answers/s", "answers/s a core", "ms an answer", "peak memory, MiB")
    _line(*head)
    _line(*["---"] * len(head))
    pool = sentences()
    for size in (*SIZES, LARGEST) if everything else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "answers.csv"
            told = list(answers(size, pool))
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("id", "text"), *enumerate(told)])
            seconds, used, peak = _timed(path)
        _line(
            f"{size:,}",
            f"{len(set(told)):,}",
            f"{seconds:.1f}",
            f"{size / seconds:,.0f}",
            f"{size / used:,.0f}",
            f"{1000 * seconds / size:.2f}",
            f"{peak / 2**20:,.0f}",
        )
    if not everything:
        print(f"\nLeft out: {LARGEST:,} answers; `python -m benchmarks.clean speed --all` has them too.")
