"""Pictures of first pages: drawn where there is a program for it, and never a reason to fail."""

from pathlib import Path

import pytest

from app.conversion import Converter
from tests.word import build
from tests.word.build import template

from .fake import converter

PAPER = template("正文")
DRAWS = "#!/bin/sh\nprintf '\\211PNG of ' > page.png\ncat file.pdf >> page.png\n"


@pytest.fixture
def draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that draws pages; change what it does."""
    folder = tmp_path / "bin"
    folder.mkdir()
    path = folder / "pdftoppm"
    path.write_text(DRAWS, encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return path


def test_the_first_page_is_drawn(tmp_path: Path, draws: Path) -> None:
    assert converter(tmp_path).thumbnail(PAPER, "呈批表.docx") == b"\x89PNG of %PDF-1.7 made"


@pytest.mark.parametrize("does", ["exit 1\n", "printf MZ > page.png\n", "ln -s /etc/hosts page.png\n", "kill -9 $$\n"])
def test_what_is_no_picture_is_none(tmp_path: Path, draws: Path, does: str) -> None:
    draws.write_text(f"#!/bin/sh\n{does}", encoding="utf-8")
    assert converter(tmp_path).thumbnail(PAPER, "呈批表.docx") is None


def test_a_file_that_is_refused_has_none(tmp_path: Path, draws: Path) -> None:
    fetching = build.related(PAPER, "image", "http://127.0.0.1/x.png")
    assert converter(tmp_path).thumbnail(fetching, "呈批表.docx") is None
    assert converter(tmp_path, "exit 0\n").thumbnail(PAPER, "呈批表.docx") is None


def test_without_programs_there_is_none(tmp_path: Path, draws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Converter(None).thumbnail(PAPER, "呈批表.docx") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert converter(tmp_path).thumbnail(PAPER, "呈批表.docx") is None
