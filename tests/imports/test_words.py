"""Every refusal has its sentence, and every fact in a sentence is given."""

import re
from pathlib import Path
from string import Formatter

from app.web.words.sheets import WORDS

SOURCES = {path: path.read_text(encoding="utf-8") for path in Path("app/imports").glob("*.py")}
RAISED = re.compile(r'"(sheet\.[a-z_]+)"(?=([^\n]*(?:\n[^\n]*){0,9}))')


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    used = {match[1] for source in SOURCES.values() for match in RAISED.finditer(source)}
    assert used == set(WORDS)


def test_every_fact_of_a_sentence_is_given_where_it_is_raised() -> None:
    for source in SOURCES.values():
        for match in RAISED.finditer(source):
            for _, fact, _, _ in Formatter().parse(WORDS[match[1]]):
                assert fact is None or re.search(rf'\b{fact}=|"{fact}":', match[2]), (match[1], fact)


def test_a_sentence_says_what_to_do() -> None:
    verbs = ("请", "没有作为数据导入")
    assert [code for code, sentence in WORDS.items() if not any(verb in sentence for verb in verbs)] == []
