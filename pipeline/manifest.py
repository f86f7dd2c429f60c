"""What each stage last read: a sorted JSON of digests, made to be read in a diff, and why a stage runs."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FRESH = "fresh"


@dataclass(slots=True)
class Manifest:
    """The stages run so far, each with the digests of its inputs and of its settings."""

    stages: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    def reason(
        self,
        stage: str,
        inputs: Mapping[str, str],
        settings: Mapping[str, str],
        follows: str = "",
        *,
        forced: bool = False,
    ) -> str:
        """One of: fresh, first run, input changed: NAMES, settings changed, forced, follows STAGE."""
        known = self.stages.get(stage)
        if known is None:
            return "first run"
        if forced:
            return "forced"
        if follows in self.ran:
            return f"follows {follows}"
        before = known["inputs"]
        changed = sorted(name for name in {*before, *inputs} if before.get(name) != inputs.get(name))
        if changed:
            return f"input changed: {', '.join(changed)}"
        return FRESH if known["settings"] == dict(settings) else "settings changed"

    def done(self, stage: str, inputs: Mapping[str, str], settings: Mapping[str, str]) -> None:
        """Note that a stage ran to its end."""
        self.stages[stage] = {"inputs": dict(inputs), "settings": dict(settings)}
        self.ran.append(stage)

    def value(self) -> dict[str, Any]:
        """The manifest as it is written, sorted."""
        return {
            stage: {part: dict(sorted(told.items())) for part, told in sorted(parts.items())}
            for stage, parts in sorted(self.stages.items())
        }


_OF_A_ROOM = (".py", ".txt", ".gz", ".crfsuite")


def room_digest(*rooms: str) -> str:
    """A digest of the source of rooms, so that a new version of a stage is seen as a change of its settings."""
    package = Path(__file__).parent
    files = sorted(path for room in rooms for path in (package / room).rglob("*") if path.suffix in _OF_A_ROOM)
    told = hashlib.sha256()
    for path in files:
        told.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()
