"""Set-up: locks that any mirror can serve, steps that repair themselves, and words a person can act on."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from setup import advice, checks, front_end, packages, programs, steps
from setup.console import SetupError
from setup.guard import only_one
from setup.places import REQUIREMENTS, ROOT
from setup.start import read_verb
from setup.steps import Stamp, Step

NPM_PROJECTS = [ROOT, ROOT / "tests" / "browser"]
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))


def pins(lock: str) -> dict[str, str]:
    """Give name and version of everything that a lock names."""
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", (REQUIREMENTS / lock).read_text("utf-8"), re.MULTILINE))


# The locks


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_python_lock_names_no_server_and_hashes_everything(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|file:", text)
    requirements = re.split(r"\n(?=[A-Za-z])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    assert all("==" in requirement and "--hash=sha256:" in requirement for requirement in requirements if requirement)


def test_the_test_lock_holds_the_same_pins_as_the_run_lock() -> None:
    assert pins("run.txt").items() <= pins("test.txt").items()


@pytest.mark.parametrize("project", NPM_PROJECTS, ids=["front-end", "browsers"])
def test_an_npm_lock_names_no_server_and_hashes_everything(project: Path) -> None:
    lock = json.loads((project / "package-lock.json").read_text("utf-8"))
    installed = {path: entry for path, entry in lock["packages"].items() if path and not entry.get("inBundle")}
    assert [path for path, entry in installed.items() if "resolved" in entry] == []
    assert [path for path, entry in installed.items() if "integrity" not in entry] == []


@pytest.mark.parametrize("project", NPM_PROJECTS, ids=["front-end", "browsers"])
def test_npm_runs_no_script_and_keeps_to_the_mirror_of_its_user(project: Path) -> None:
    settings = (project / ".npmrc").read_text("ascii").split()
    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= set(settings)
    assert not any(setting.startswith("registry") for setting in settings)


def test_front_end_versions_are_exact() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


# The front end


def test_every_front_end_file_lies_beside_its_licence() -> None:
    folders = {target.split("/")[0] for target in front_end.FILES}
    licensed = {target.split("/")[0] for target in front_end.FILES if "/LICENSE" in target}
    assert folders == licensed


def test_every_front_end_file_comes_from_a_package_we_ask_for() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    assert all(any(source.startswith(f"{name}/") for name in wanted) for source in front_end.FILES.values())


def test_copying_keeps_only_the_files_of_the_table(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    for source in (*front_end.FILES.values(), "htmx.org/dist/unused.js"):
        (modules / source).parent.mkdir(parents=True, exist_ok=True)
        (modules / source).write_text(source, "utf-8")
    vendor = front_end.copy_files(modules, tmp_path / "vendor")
    copied = {file.relative_to(vendor).as_posix() for file in vendor.rglob("*") if file.is_file()}
    assert copied == set(front_end.FILES)
    assert (vendor / "htmx/htmx.min.js").read_text("utf-8") == "htmx.org/dist/htmx.min.js"


# Steps


def make_step(folder: Path, source: str, made: list[str]) -> Step:
    def make() -> None:
        made.append(source)
        folder.mkdir(exist_ok=True)

    return Step("…", (Stamp.of(folder / "made.stamp", source),), make)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep these tests away from the checkout's own set-up."""
    monkeypatch.setattr(steps, "CACHE", tmp_path)
    monkeypatch.setattr(steps, "LOCK", tmp_path / "lock")
    monkeypatch.setattr(steps, "SCRATCH", tmp_path / "scratch")
    monkeypatch.setattr(programs, "LOG", tmp_path / "log")


def test_a_step_is_taken_once_until_its_source_changes(tmp_path: Path) -> None:
    made: list[str] = []
    for source in ("one", "one", "two", "two"):
        steps.take([make_step(tmp_path / "thing", source, made)])
    assert made == ["one", "two"]


def test_deleting_what_was_made_makes_it_again(tmp_path: Path) -> None:
    made: list[str] = []
    step = make_step(tmp_path / "thing", "one", made)
    steps.take([step])
    (tmp_path / "thing" / "made.stamp").unlink()
    steps.take([step])
    assert made == ["one", "one"]


def test_a_failed_step_is_taken_again(tmp_path: Path) -> None:
    def fail() -> None:
        raise SetupError

    stamp = Stamp.of(tmp_path / "thing" / "made.stamp", "one")
    with pytest.raises(SetupError):
        steps.take([Step("…", (stamp,), fail)])
    assert not stamp.holds()


def test_scratch_left_by_a_power_cut_is_emptied(tmp_path: Path) -> None:
    left = tmp_path / "scratch" / "work" / "half"
    left.mkdir(parents=True)
    with steps.scratch("work") as folder:
        assert list(folder.iterdir()) == []
    assert not folder.exists()


def test_of_two_starts_the_second_waits(tmp_path: Path) -> None:
    """The second start is a process of its own, as locks are held by processes."""
    path = tmp_path / "lock"
    code = (
        "import sys, pathlib; from setup.guard import only_one\nwith only_one(pathlib.Path(sys.argv[1])): print('in')"
    )
    with only_one(path):
        second = subprocess.Popen([sys.executable, "-c", code, path], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert second.stdout is not None
        assert "waiting" in second.stdout.readline()
    assert second.communicate(timeout=20)[0] == "in\n"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a place for a .venv of these tests' own; without pip, as on Debian without python3-venv, and quicker."""
    folder = tmp_path / "venv"
    for name in ("_MADE", "_RUN", "_TEST"):
        stamp: Stamp = getattr(packages, name)
        monkeypatch.setattr(packages, name, Stamp(folder / stamp.path.name, stamp.digest))
    monkeypatch.setattr(packages, "VENV", folder)
    monkeypatch.setattr(packages, "_has", lambda _module: False)
    return folder


def test_half_an_environment_is_made_afresh(environment: Path) -> None:
    (environment / "lib" / "left-over").mkdir(parents=True)
    steps.take(packages.steps_to_run()[:1])
    assert (environment / "pyvenv.cfg").is_file()
    assert not (environment / "lib" / "left-over").exists()


@pytest.mark.parametrize(
    ("end", "is_whole"),
    [(SetupError("no network"), True), (KeyboardInterrupt(), False)],
    ids=["pip gave up", "cut short"],
)
@pytest.mark.usefixtures("environment")
def test_an_environment_counts_as_half_made_only_if_pip_was_cut_short(
    monkeypatch: pytest.MonkeyPatch, end: BaseException, *, is_whole: bool
) -> None:
    def fail(_lock: str) -> None:
        raise end

    monkeypatch.setattr(packages, "install", fail)
    with pytest.raises(type(end)):
        steps.take(packages.steps_to_run())
    assert packages.steps_to_run()[0].is_done() is is_whole
    assert not packages.steps_to_run()[1].is_done()


# Words


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("WARNING: NewConnectionError … ERROR: No matching distribution found for flask==3.1.3", "global.index-url"),
        ("npm error code ENOTFOUND", "npm config set registry"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code EINTEGRITY", "checksum"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "checksum"),
        ("PermissionError: [Errno 13] Permission denied: '.venv'", "No right to write"),
        ("ERROR: No matching distribution found for orjson==3.13.0", "x86-64 or arm64"),
        ("/usr/bin/python3: No module named pip", "python3-pip"),
        ("Segmentation fault", "end of the log"),
    ],
)
def test_a_failure_says_what_to_do_and_where_the_log_is(output: str, word: str) -> None:
    said = advice.advice_on(output)
    assert word in said
    assert "setup.log" in said


def test_a_failing_installer_becomes_advice() -> None:
    with pytest.raises(SetupError, match="disk is full"):
        programs.run_logged([sys.executable, "-c", "raise SystemExit('ENOSPC')"])


def test_only_the_failing_command_is_judged() -> None:
    programs.run_logged([sys.executable, "-c", "print('ENOSPC')"])
    with pytest.raises(SetupError, match="end of the log"):
        programs.run_logged([sys.executable, "-c", "raise SystemExit(1)"])


def test_an_old_python_can_read_the_refusal() -> None:
    """Syntax of Python 3.7, which UOS and Kylin still ship, up to the message."""
    ast.parse((ROOT / "run.py").read_text("utf-8"), feature_version=(3, 7))


# Arguments


@pytest.mark.parametrize(
    ("arguments", "verb", "rest"),
    [
        ([], "serve", []),
        (["--port", "80"], "serve", ["--port", "80"]),
        (["demo", "--port", "80"], "demo", ["--port", "80"]),
        (["types", "check", "a.yaml"], "types", ["check", "a.yaml"]),
        (["-h"], "--help", []),
    ],
)
def test_the_first_word_is_the_verb(arguments: list[str], verb: str, rest: list[str]) -> None:
    assert read_verb(arguments) == (verb, rest)


@pytest.mark.parametrize(
    ("arguments", "for_pytest"),
    [
        ([], ["-m", "not nightly and not libreoffice and not postgresql"]),
        (["--nightly"], ["-m", "not libreoffice and not postgresql"]),
        (["--with", "libreoffice"], ["-m", "libreoffice"]),
        (["--with=libreoffice,postgresql"], ["-m", "libreoffice or postgresql"]),
        (["tests/word", "-x"], ["-m", "not nightly and not libreoffice and not postgresql", "tests/word", "-x"]),
    ],
)
def test_test_selects(arguments: list[str], for_pytest: list[str]) -> None:
    assert checks.Selection.read(arguments).pytest_arguments() == for_pytest


@pytest.mark.parametrize(("arguments", "whole"), [([], True), (["--nightly"], True), (["-x"], False)])
def test_only_the_whole_suite_is_linted(arguments: list[str], *, whole: bool) -> None:
    assert checks.Selection.read(arguments).is_whole_suite() is whole


def test_an_unknown_program_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        checks.Selection.read(["--with", "word"])
    assert "libreoffice" in capsys.readouterr().err
