"""Every refusal has its sentence, and every sentence its refusal."""

import ast
import re
from pathlib import Path

import pytest

from app.web.words.fields import WORDS

ROOT = Path(__file__).parents[2]


def _used() -> set[str]:
    """The codes in the sources."""
    found: set[str] = set()
    for path in (ROOT / "app/fields").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"field\.[a-z_]+", node.value)
            ):
                found.add(node.value)
    return found


USED = _used()


def test_codes_are_found():
    assert len(USED) > 50


@pytest.mark.parametrize("code", sorted(USED))
def test_each_refusal_has_a_sentence(code):
    assert WORDS[code]


def test_no_sentence_is_left_over():
    assert set(WORDS) == USED


@pytest.mark.parametrize("code", sorted(WORDS))
def test_a_sentence_is_chinese_without_a_full_stop_and_says_what_to_do(code):
    sentence = WORDS[code]
    assert re.search(r"[\u4e00-\u9fff]", sentence)
    assert not sentence.endswith(("。", "！", "."))
    assert "请" in sentence
