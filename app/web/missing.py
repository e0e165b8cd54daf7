"""Which sentences have no English yet: `python -m app.web.missing` prints them, ready to be filled in."""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

from app.config import ROOT
from app.web.language import SOURCE, merged
from app.web.words import catalogue

_METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "N_": None}


def sentences(root: Path = ROOT / "app") -> Iterator[tuple[str, str]]:
    """Each sentence in code, templates and the catalogue of words, with the file where it stands."""
    options = {"**/templates/**.html": {"silent": "false"}}
    for filename, _line, message, _comments, _context in extract_from_dir(
        root, method_map=_METHODS, keywords=_KEYWORDS, options_map=options
    ):
        yield (message if isinstance(message, str) else message[0]), filename
    for code, sentence in catalogue().items():
        yield sentence, f"web/words/{code.partition('.')[0]}"


def missing() -> dict[str, str]:
    """Sentences without English, and one place of each."""
    english = merged(sorted(SOURCE.glob("*.po")))
    found = {sentence: filename for sentence, filename in sentences() if sentence and _is_chinese(sentence)}
    return {
        sentence: filename
        for sentence, filename in found.items()
        if sentence not in english or not english[sentence].string
    }


def _is_chinese(sentence: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in sentence)


def _quoted(sentence: str) -> str:
    escaped = sentence.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    for _sentence, _file in sorted(missing().items(), key=lambda pair: pair[1]):
        sys.stdout.write(f'#: {_file}\nmsgid {_quoted(_sentence)}\nmsgstr ""\n\n')
