"""Every fault of the engine has its sentence."""

import re
from pathlib import Path
from string import Formatter

from app.web.words.word import WORDS

SOURCES = Path(__file__).parents[2] / "app" / "word"


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    paths = [path for folder in ("", "blanks", "drawn", "single") for path in (SOURCES / folder).glob("*.py")]
    used = {code for path in paths for code in re.findall(r'"(word\.[a-z_0-9]+)"', path.read_text("utf-8"))}
    assert used == set(WORDS)


def test_every_sentence_can_be_filled() -> None:
    for sentence in WORDS.values():
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(sentence))
