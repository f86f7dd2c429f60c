"""The examples for running the service name commands, options, variables and files that there are."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
from serving import small_site

from pipeline.cli import app

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
_COMMAND = re.compile(r"(?:^|[\s`/])cpitg (?P<name>[a-z]+)(?P<rest>[^\n`;|]*)")
_VARIABLE = re.compile(r"\b(?:CPITG_[A-Z_]+|DATABASE_URL|EMAIL_URL)\b")


def _texts():
    return {path.name: path.read_text("utf-8") for path in sorted(DEPLOY.iterdir())}


def test_every_command_and_option_is_one_of_the_programs():
    known = typer.main.get_command(app).commands
    found = [(name, match) for name, text in _texts().items() for match in _COMMAND.finditer(text)]
    assert {match["name"] for _, match in found} >= {"serve", "jobs", "backup", "retain", "user"}
    for name, match in found:
        assert match["name"] in known, (name, match[0])
        command = known[match["name"]]
        below = [command, *getattr(command, "commands", {}).values()]
        options = {option for each in below for parameter in each.params for option in parameter.opts}
        assert set(re.findall(r"(?<=\s)--[a-z-]+", match["rest"])) <= options, (name, match[0])


def _read_by_the_program():
    places = ("settings.py", "place.py", "web/application.py")
    return {found for place in places for found in _VARIABLE.findall((ROOT / "pipeline" / place).read_text("utf-8"))}


def test_every_variable_is_read_and_every_one_that_is_read_is_told_of():
    # dj-email-url reads EMAIL_URL by itself.
    read = _read_by_the_program() | {"EMAIL_URL"}
    assert {found for text in _texts().values() for found in _VARIABLE.findall(text)} <= read
    assert read <= set(_VARIABLE.findall(_texts()["README.md"]))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_reads_the_units_without_complaint(tmp_path):
    units = [path for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer")]
    for path in units:
        # The program itself is not installed where the example says.
        text = path.read_text("utf-8").replace("/opt/cpitg/.venv/bin/cpitg", sys.executable)
        (tmp_path / path.name).write_text(text.replace("/opt/cpitg", str(ROOT)), "utf-8")
    command = ["systemd-analyze", "verify", *(str(tmp_path / path.name) for path in units)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_any_wsgi_server_finds_the_service_and_the_log_is_the_same(tmp_path):
    small_site(tmp_path)
    code = (
        "from io import BytesIO\nfrom pipeline.web.wsgi import application\n"
        "asked = {'REQUEST_METHOD': 'GET', 'PATH_INFO': '/ready', 'SERVER_NAME': 'localhost', 'SERVER_PORT': '80',"
        " 'wsgi.input': BytesIO(), 'wsgi.url_scheme': 'http'}\n"
        "print(b''.join(application(asked, lambda status, headers: print(status))).decode())"
    )
    unset = ("DATABASE_URL", "CPITG_DATA")
    environment = {key: value for key, value in os.environ.items() if key not in unset} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout == '200 OK\n{"ready": true, "faults": []}\n'
    at_fault, asked = [json.loads(line) for line in done.stderr.splitlines()]
    assert (at_fault["event"], asked["route"]) == ("round at fault", "ready")
    assert "glossary.yml" in at_fault["fault"]


def test_the_container_takes_files_that_there_are_and_is_no_root():
    lines = _texts()["Containerfile"].splitlines()
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert copied
    assert all((ROOT / word).exists() for word in copied)
    assert "USER 10001" in lines
    assert any("--require-hashes" in line for line in lines)


def test_the_proxy_lets_the_services_own_page_answer_what_is_too_large():
    from pipeline.settings import BODY_MOST

    told = re.search(r"client_max_body_size (\d+)m;", _texts()["nginx.conf"])
    assert int(told[1]) * 1024 * 1024 > BODY_MOST
    assert "access_log off;" in _texts()["nginx.conf"]
