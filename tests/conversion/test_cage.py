"""A program that opens files of strangers hangs, crashes, writes too much, or leaves something behind."""

import os
import re
import select
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.conversion import Converter, cage
from app.conversion.cage import Limits
from app.errors import Invalid
from tests.word.build import template

from .fake import PDF, converter
from .test_converter import FILES

SOON = 60
"""Seconds after which a test gives up."""
PAPER = template("正文")


def refused(made: Converter, data: bytes = PAPER, name: str = "呈批表.docx") -> str:
    with pytest.raises(Invalid) as caught:
        made.to_pdf(data, name)
    return caught.value.faults[0].code


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A pipe that a program may hold open for as long as it lives, and the end that sees it go."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield path, end
    os.close(end)


def all_are_gone(end: int) -> bool:
    """Nobody holds the other end any more."""
    select.select([end], [], [], SOON)
    return os.read(end, 1) == b""


def test_what_it_makes_is_given_back(tmp_path: Path) -> None:
    assert converter(tmp_path).to_pdf(PAPER, "呈批表.docx") == b"%PDF-1.7 made"


def test_it_reads_the_file_and_knows_nothing_of_its_name(tmp_path: Path) -> None:
    made = converter(tmp_path, 'printf \'%%PDF-%s \' "${1##*/}" > "$made"; cat "$1" >> "$made"\n')
    assert made.to_pdf(PAPER, "../../呈批表 $(id).docx") == b"%PDF-file.docx " + PAPER


def test_one_that_hangs_is_ended_with_all_that_it_began(tmp_path: Path, pipe: tuple[Path, int]) -> None:
    made = converter(tmp_path, f"sleep 1000 > {pipe[0]} &\nsleep 1000\n", Limits(seconds=1))
    assert refused(made) == "conversion.too_long"
    assert all_are_gone(pipe[1])


def test_what_it_leaves_running_ends_with_it(tmp_path: Path, pipe: tuple[Path, int]) -> None:
    made = converter(tmp_path, f"{PDF}sleep 1000 > {pipe[0]} &\n")
    assert made.to_pdf(PAPER, "呈批表.docx").startswith(b"%PDF-")
    assert all_are_gone(pipe[1])


@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("kill -SEGV $$\n", "conversion.failed"),
        ("exit 0\n", "conversion.failed"),
        ("printf 'MZ' > \"$made\"\n", "conversion.failed"),
        (': > "$made"\n', "conversion.failed"),
        ('mkdir "$made"\n', "conversion.failed"),
        ('ln -s /etc/hosts "$made"\n', "conversion.failed"),
        ('printf "%%PDF-" > "$made"; head -c 100000 /dev/zero >> "$made"\n', "conversion.too_much"),
        (f"{sys.executable} -c 'x = bytearray(1 << 30)' && {PDF}", "conversion.failed"),
    ],
    ids=["crash", "nothing", "another file", "empty", "folder", "link", "too much", "memory"],
)
def test_what_is_no_result_is_said(tmp_path: Path, does: str, code: str) -> None:
    assert refused(converter(tmp_path, does, Limits(memory=512 << 20, file=64 << 10))) == code


def test_it_sees_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIAOWEN_SECRET_KEY", "hidden")
    monkeypatch.setenv("https_proxy", "http://proxy.example")
    said = converter(tmp_path, 'printf \'%%PDF-\' > "$made"; env >> "$made"\n').to_pdf(PAPER, "呈批表.docx")
    assert b"hidden" not in said
    assert b"proxy.example" not in said
    assert b"https_proxy=http://127.0.0.1:9\n" in said


def test_it_has_a_profile_of_its_own_that_is_thrown_away(tmp_path: Path) -> None:
    does = 'printf \'%%PDF-\' > "$made"; pwd >> "$made"; cat profile/user/registrymodifications.xcu >> "$made"\n'
    _, place, *settings = converter(tmp_path, does).to_pdf(PAPER, "呈批表.docx").replace(b"%PDF-", b"\n").split(b"\n")
    assert not Path(os.fsdecode(place)).exists()
    assert any(b'"DisableMacrosExecution" oor:op="fuse"><value>true<' in line for line in settings)


def test_where_the_system_can_take_the_network_away_it_does(tmp_path: Path) -> None:
    interfaces = converter(tmp_path, 'printf \'%%PDF-\' > "$made"; cat /proc/net/dev >> "$made"\n')
    said = interfaces.to_pdf(PAPER, "呈批表.docx").decode()
    names = {line.partition(":")[0].strip() for line in said.splitlines() if ":" in line}
    assert names <= {"lo", "%PDF-Inter-|   Receive"} or not cage._without_network()


def test_where_the_system_can_hide_files_only_its_own_are_seen(tmp_path: Path) -> None:
    """Its own folder is where the program lies and that of the run, which is beside this picture."""
    with TemporaryDirectory(prefix="biaowen-scans-") as name:
        scan = Path(name) / "scan.png"
        scan.write_bytes(b"scan")
        does = f'printf %%PDF- > "$made"; test -d /usr && cat "{scan}" >> "$made"; ls "$PWD" >> "$made"\n'
        said = converter(tmp_path, does).to_pdf(PAPER, "呈批表.docx")
    assert b"file.docx" in said
    assert b"scan" not in said or not cage.can_hide()


def test_the_system_is_asked_for_a_root_that_holds_its_own_folders_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cage, "_apart", lambda: ("/usr/bin/unshare", "-rnm"))
    command = ["/opt/libreoffice/program/soffice", "--headless", "file.rtf"]
    asked = cage._caged(command, tmp_path, Limits())
    at = asked.index("/usr/bin/unshare")
    assert asked[at : at + 4] == ["/usr/bin/unshare", "-rnm", "/bin/sh", "-c"]
    assert asked[at + 5 :] == ["cage", str(tmp_path), "/opt/libreoffice", *command]
    script = asked[at + 4]
    (shown,) = re.findall(r"for each in (.*); do", script)
    assert shown.split() == [*cage._SYSTEM, '"$home"']
    assert not {"/", "/home", "/root", "/srv", "/opt", "/var", "/tmp", "/mnt"} & set(cage._SYSTEM)
    assert script.index("mount -t tmpfs") < script.index("mount --rbind") < script.index("exec chroot")


@pytest.mark.parametrize("ending", [".rtf", ".doc", ".odt", ".xls", ".ods"])
def test_where_files_cannot_be_hidden_nothing_is_opened_that_may_name_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(cage, "can_hide", lambda: False)
    made = converter(tmp_path, f"touch {tmp_path}/opened\n")
    with pytest.raises(Invalid) as caught:
        (made.to_docx if ending in {".rtf", ".doc", ".odt"} else made.to_xlsx)(FILES[ending], f"旧表{ending}")
    assert caught.value.faults[0].code == "conversion.cannot_hide"
    assert not (tmp_path / "opened").exists()
    assert converter(tmp_path).to_pdf(PAPER, "呈批表.docx") == b"%PDF-1.7 made"


def test_only_one_runs_at_a_time(tmp_path: Path) -> None:
    log = tmp_path / "log"
    made = converter(tmp_path, f"echo begun >> {log}\nsleep 0.05\n{PDF}echo ended >> {log}\n")
    threads = [threading.Thread(target=made.to_pdf, args=(PAPER, "呈批表.docx")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    assert log.read_text().split() == ["begun", "ended"] * 4
