"""The files that browsers load: copied out of npm packages into app/static/vendor, each beside its licence.

Everything here runs in Chromium 86, or is no worse there than unstyled; tests/browser/test_launch.py loads it all.
"""

import shutil
from pathlib import Path

from setup.node import npm
from setup.places import ROOT
from setup.steps import Stamp, Step, replace, scratch

VENDOR = ROOT / "app" / "static" / "vendor"

FILES = {
    "docx-preview/LICENSE": "docx-preview/LICENSE",
    "docx-preview/docx-preview.min.js": "docx-preview/dist/docx-preview.min.js",
    "htmx/LICENSE": "htmx.org/LICENSE",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "icons/LICENSE": "@tabler/icons-webfont/LICENSE",
    "icons/fonts/tabler-icons.woff2": "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2",
    "icons/tabler-icons.min.css": "@tabler/icons-webfont/dist/tabler-icons.min.css",
    "jszip/LICENSE.markdown": "jszip/LICENSE.markdown",
    "jszip/jszip.min.js": "jszip/dist/jszip.min.js",
    "sortable/LICENSE": "sortablejs/LICENSE",
    "sortable/Sortable.min.js": "sortablejs/Sortable.min.js",
    "tabler/LICENSE": "@tabler/core/LICENSE",
    "tabler/tabler-vendors.min.css": "@tabler/core/dist/css/tabler-vendors.min.css",
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "tom-select/LICENSE": "tom-select/LICENSE",
    "tom-select/tom-select.bootstrap5.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "tom-select/tom-select.complete.min.js": "tom-select/dist/js/tom-select.complete.min.js",
}
"""Path under app/static/vendor, and where npm puts the same file."""


def steps() -> list[Step]:
    """Give what every page needs."""
    stamp = Stamp.of(VENDOR / "made.stamp", ROOT / "package-lock.json", repr(FILES))
    return [Step("正在安装界面组件 / installing front-end files", (stamp,), _bring_in)]


def _bring_in() -> None:
    with scratch("front-end") as folder, npm() as client:
        modules = client.install(ROOT, into=folder)
        replace(VENDOR, copy_files(modules, folder / "vendor"))


def copy_files(modules: Path, vendor: Path) -> Path:
    """Copy the few files that pages use; the rest of the packages is some fifty times as much."""
    for target, source in FILES.items():
        (vendor / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, vendor / target)
    return vendor
