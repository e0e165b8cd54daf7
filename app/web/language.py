"""Chinese is what we write, English what we translate to; the catalogue is compiled when it is older than its source.

`python -m app.web.language` lists the sentences that have no English yet.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, session
from flask_babel import get_locale
from flask_login import current_user

from app.config import ROOT, Settings
from app.extensions import babel
from app.web import clock

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
SOURCE = ROOT / "app" / "translations" / "en" / "LC_MESSAGES"
"""`messages.po`, and beside it a file for each area that keeps its own."""
CHOSEN = "language"
"""Under this name the cookie remembers the language of somebody who is not signed in."""
_METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "N_": None}


def configure(app: Flask) -> None:
    """Attach languages and compile what is stale."""
    settings: Settings = app.config["SETTINGS"]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(compile_stale(settings.cache / "translations"))
    babel.init_app(app, locale_selector=locale, timezone_selector=lambda: settings.time_zone)
    app.jinja_env.globals["language"] = language


def locale() -> str:
    """The locale of this request."""
    return LANGUAGES[language()]


def language() -> str:
    """zh or en: the person's choice, the choice in the cookie, the office's."""
    if not has_request_context():
        return clock.settings().language
    chosen = getattr(current_user, "language", "") or session.get(CHOSEN)
    return chosen if chosen in LANGUAGES else clock.settings().language


def N_(sentence: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Marks a sentence that is translated later, where it is shown."""
    return sentence


def compile_stale(target: Path) -> Path:
    """Compile the catalogue into `target` unless it is there and younger than its sources."""
    compiled = target / "en" / "LC_MESSAGES" / "messages.mo"
    sources = sorted(SOURCE.glob("*.po"))
    newest = max((source.stat().st_mtime_ns for source in sources), default=0)
    if compiled.exists() and compiled.stat().st_mtime_ns > newest:
        return target
    compiled.parent.mkdir(parents=True, exist_ok=True)
    fresh = compiled.with_suffix(".new")
    with fresh.open("wb") as file:
        write_mo(file, merged(sources))
    fresh.replace(compiled)
    return target


def merged(sources: Iterable[Path]) -> Catalog:
    """All sources as one catalogue."""
    catalogue = Catalog(locale="en")
    for source in sources:
        with source.open("rb") as file:
            for message in read_po(file, locale="en", abort_invalid=True):
                if message.id:
                    catalogue[message.id] = message
    return catalogue


def sentences(root: Path = ROOT / "app") -> Iterator[tuple[str, str]]:
    """Each sentence in code and templates that wants an English, with the file where it stands."""
    found = extract_from_dir(
        root, method_map=_METHODS, keywords=_KEYWORDS, options_map={"**/templates/**.html": {"silent": "false"}}
    )
    for filename, _line, message, _comments, _context in found:
        yield (message if isinstance(message, str) else message[0]), filename


def missing(root: Path = ROOT / "app") -> dict[str, str]:
    """Sentences without English, and one place of each."""
    catalogue = merged(sorted(SOURCE.glob("*.po")))
    return {
        sentence: filename
        for sentence, filename in sentences(root)
        if sentence and not (sentence in catalogue and catalogue[sentence].string)
    }


def is_english() -> bool:
    """Whether this request is answered in English."""
    return str(get_locale() or "").startswith("en")


if __name__ == "__main__":
    for _sentence, _file in sorted(missing().items(), key=lambda pair: pair[1]):
        sys.stdout.write(f"#: {_file}\nmsgid {_sentence!r}\n")
