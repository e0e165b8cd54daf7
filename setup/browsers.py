"""Two browsers for the tests, without root: today's Chromium, and 86, the oldest that offices still use."""

import platform
import sys

from setup.node import npm
from setup.places import CACHE, ROOT, VENV_PYTHON
from setup.programs import run_logged
from setup.steps import Stamp, Step, replace, scratch

BROWSERS = CACHE / "browsers"
_PROJECT = ROOT / "tests" / "browser"


def steps_to_test() -> list[Step]:
    """Give the browsers where their archives fit; elsewhere tests take what is installed or what CHROME names."""
    if not (sys.platform == "linux" and platform.machine() == "x86_64"):
        return []
    stamp = Stamp.of(BROWSERS / "made.stamp", _PROJECT / "package-lock.json", _PROJECT / "unpack.py", str(ROOT))
    return [Step("正在准备测试浏览器 / preparing test browsers", (stamp,), _bring_in)]


def _bring_in() -> None:
    with scratch("browsers") as folder, npm() as client:
        modules = client.install(_PROJECT, into=folder)
        unpacked = folder / "unpacked"
        run_logged([VENV_PYTHON, "-m", "tests.browser.unpack", modules, unpacked])
        replace(BROWSERS, unpacked)
