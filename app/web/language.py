"""Chinese is what we write, English what we translate to; a catalogue older than its sources is compiled at start."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, session
from flask_babel import force_locale, get_locale, gettext
from flask_login import current_user
from markupsafe import Markup

from app.config import ROOT, Settings
from app.extensions import babel
from app.web import clock

LANGUAGES = {"zh": Locale("zh", "CN", script="Hans"), "en": Locale("en")}
SOURCE = ROOT / "app" / "translations" / "en" / "LC_MESSAGES"
"""`messages.po`, and beside it a file for each area that keeps its own."""
CHOSEN = "language"
"""Under this name the cookie remembers the language of somebody who is not signed in."""


def configure(app: Flask) -> None:
    """Attach languages and compile what is stale."""
    settings: Settings = app.config["SETTINGS"]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(compile_stale(settings.cache / "translations"))
    babel.init_app(app, locale_selector=locale, timezone_selector=lambda: settings.time_zone)
    app.jinja_env.globals["language"] = language
    _translate_templates(app)


def _translate_templates(app: Flask) -> None:
    """A page has some hundred sentences: each is looked up and marked as safe once, not at every request."""

    @cache
    def english() -> NullTranslations:
        """Read for the first who wants it."""
        return Translations.load(app.config["BABEL_TRANSLATION_DIRECTORIES"], ["en"])

    @lru_cache(maxsize=8192)
    def safe(sentence: str, spoken: str) -> Markup:
        return Markup(sentence if spoken == "zh" else english().gettext(sentence))  # noqa: S704 - written by us

    @lru_cache(maxsize=8192)
    def whole(sentence: str, spoken: str) -> Markup:
        return safe(sentence, spoken) % {}

    def speaker(spoken: str) -> Callable[..., Markup]:
        """For the pages that are drawn within a request: their language is asked for once."""
        return lambda sentence, **facts: safe(sentence, spoken) % facts if facts else whole(sentence, spoken)

    speakers = {spoken: speaker(spoken) for spoken in LANGUAGES}

    def gettext(sentence: str, **facts: object) -> Markup:
        return speakers[language()](sentence, **facts)

    def ngettext(one: str, many: str, number: int, **facts: object) -> Markup:
        said = many if language() == "zh" else english().ngettext(one, many, number)
        return Markup(said) % {"num": number, **facts}  # noqa: S704 - written by us

    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(gettext=gettext, ngettext=ngettext, _=gettext)  # Jinja's own wrappers cost more
    app.context_processor(lambda: {"_": speakers[language()]})


def locale() -> Locale:
    """The locale of this request."""
    return LANGUAGES[language()]


def language() -> str:
    """zh or en: the person's choice, the choice in the cookie, the office's."""
    spoken: str | None = g.get("language")
    if spoken is not None:
        return spoken
    if has_request_context():
        chosen = getattr(current_user, "language", "") or session.get(CHOSEN)
        g.language = spoken = chosen if chosen in LANGUAGES else clock.settings().language
    return spoken or clock.settings().language


@contextmanager
def speaking(spoken: str) -> Iterator[None]:
    """What is said inside is said in this language: of long work, to the person who asked for it."""
    before, g.language = g.get("language"), spoken
    try:
        with force_locale(LANGUAGES[spoken]):
            yield
    finally:
        g.language = before


def in_all(*sentences: str) -> tuple[str, ...]:
    """These words in every language: what a sheet says may have been written by a reader of either."""
    said = []
    for spoken in LANGUAGES:
        with speaking(spoken):
            said += [str(gettext(sentence)) for sentence in sentences]
    return tuple(said)


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


def is_english() -> bool:
    """Whether this request is answered in English."""
    return str(get_locale() or "").startswith("en")
