"""The Python side: .venv and the packages of a hashed lock, by pip, because pip obeys an office's mirror settings."""

import importlib.util
import shutil
from pathlib import Path

from setup.console import SetupError
from setup.places import BASE_PYTHON, PYTHON_BUILD, REQUIREMENTS, VENV, VENV_PYTHON
from setup.programs import run_logged
from setup.steps import Stamp, Step

_MADE = Stamp.of(VENV / "made.stamp", PYTHON_BUILD)
_RUN = Stamp.of(VENV / "run.stamp", REQUIREMENTS / "run.txt", PYTHON_BUILD)
_TEST = Stamp.of(VENV / "test.stamp", REQUIREMENTS / "test.txt", PYTHON_BUILD)


def steps_to_run() -> list[Step]:
    """Give what the program needs."""
    return [
        _environment(),
        Step("正在安装 Python 组件 / installing Python packages", (_RUN,), lambda: _fill_environment("run.txt")),
    ]


def steps_to_test() -> list[Step]:
    """Give what tests need; their lock holds the whole of the other with the same pins."""
    title = "正在安装 Python 组件（含测试工具） / installing Python packages and test tools"
    return [_environment(), Step(title, (_RUN, _TEST), lambda: _fill_environment("test.txt"))]


def install(lock: str, *, into: Path | None = None) -> None:
    """Install exactly what a lock names: nothing unhashed, nothing compiled, no question asked."""
    exactly = ("--require-hashes", "--no-deps", "--only-binary=:all:", "-r", REQUIREMENTS / lock)
    target = ("--target", into) if into else ()
    run_logged(
        [*_pip(), "install", *exactly, *target],
        extra={"PIP_NO_INPUT": "1", "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_PROGRESS_BAR": "off"},
    )


def _environment() -> Step:
    return Step("正在准备 Python 环境 / preparing the Python environment", (_MADE,), _make_environment)


def _make_environment() -> None:
    """Make .venv afresh, so that half a one or one of another Python is no obstacle."""
    shutil.rmtree(VENV, ignore_errors=True)
    without_pip = [] if _has("ensurepip") else ["--without-pip"]
    run_logged([BASE_PYTHON, "-m", "venv", *without_pip, VENV])


def _fill_environment(lock: str) -> None:
    """Install into .venv, which counts as half made meanwhile: after a power cut it is made afresh.

    If pip gives up by itself, say for want of a network, what was there before is still whole.
    """
    _MADE.path.unlink()
    try:
        install(lock)
    except SetupError:
        _MADE.write()
        raise
    _MADE.write()


def _pip() -> list[str | Path]:
    """Give .venv's own pip; Debian without python3-venv has only the system's, which can work on .venv too."""
    if _has("ensurepip"):
        return [VENV_PYTHON, "-m", "pip"]
    return [BASE_PYTHON, "-m", "pip", "--python", VENV_PYTHON]


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None
