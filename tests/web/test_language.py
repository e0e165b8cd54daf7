"""Every sentence has an English that says the same facts; the catalogue is compiled by itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from babel.support import Translations

from app.web import language
from app.web.missing import missing, sentences

SOURCES = sorted(language.SOURCE.glob("*.po"))
FACTS = re.compile(r"%\(\w+\)[sd]|%%|\{\{+|\}\}+|\{\w+\}")


def test_nothing_lacks_english() -> None:
    assert missing() == {}, "python -m app.web.missing prints them, ready to be filled in"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_english_names_the_same_facts(source: Path) -> None:
    differing = {text: english for text, english in _pairs(source) if _facts(text) != _facts(english)}
    assert differing == {}


def test_what_is_counted_has_a_singular_and_a_plural() -> None:
    lame = [message.id for message in _messages() if message.pluralizable and not all(message.string)]
    assert lame == []


def test_no_sentence_is_translated_twice() -> None:
    said = [_text(message) for message in _messages()]
    assert sorted({text for text in said if said.count(text) > 1}) == []


def test_nothing_is_translated_that_nobody_says() -> None:
    spoken = {sentence for sentence, _file in sentences()} | INSIDE_OTHERS
    assert sorted({_text(message) for message in _messages()} - spoken) == []


def test_english_holds_no_chinese_punctuation_round_its_words() -> None:
    wrong = {
        english for message in _messages() for english in _english(message) if re.search(r"[，。；：？！（）]", english)
    }
    assert wrong == set()


def test_a_stale_catalogue_is_compiled_again(tmp_path: Path) -> None:
    language.compile_stale(tmp_path)
    compiled = tmp_path / "en" / "LC_MESSAGES" / "messages.mo"
    first = compiled.stat().st_mtime_ns
    language.compile_stale(tmp_path)
    assert compiled.stat().st_mtime_ns == first
    assert Translations.load(tmp_path, ["en"]).gettext("保存") == "Save"


INSIDE_OTHERS = {"补"}
"""Called inside an f-string, where the search for sentences does not look."""


def _messages() -> Iterator[Message]:
    for source in SOURCES:
        with source.open("rb") as file:
            yield from (message for message in read_po(file, locale="en", abort_invalid=True) if message.id)


def _pairs(source: Path) -> Iterator[tuple[str, str]]:
    with source.open("rb") as file:
        for message in read_po(file, locale="en", abort_invalid=True):
            if message.id and not message.pluralizable:
                yield str(message.id), str(message.string)


def _english(message: Message) -> list[str]:
    return list(message.string) if message.pluralizable else [str(message.string)]


def _text(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)


def _facts(sentence: str) -> list[str]:
    return sorted(FACTS.findall(sentence))
