"""Every sentence of the frame and of people has an English; the catalogue is compiled by itself."""

from pathlib import Path

from babel.support import Translations

from app.web import language
from app.web.missing import missing

MINE = ("web/", "accounts/", "audit/", "templates/web/", "templates/accounts/", "templates/audit/", "templates/base")
OTHERS = "web/words/"


def test_nothing_of_ours_lacks_english() -> None:
    own_words = {
        f"{OTHERS}{area}" for area in ("password", "login", "setup", "user", "department", "assignment", "form")
    }
    ours = {
        sentence: place
        for sentence, place in missing().items()
        if place in own_words or (place.startswith(MINE) and not place.startswith(OTHERS))
    }
    assert ours == {}


def test_a_stale_catalogue_is_compiled_again(tmp_path: Path) -> None:
    language.compile_stale(tmp_path)
    compiled = tmp_path / "en" / "LC_MESSAGES" / "messages.mo"
    first = compiled.stat().st_mtime_ns
    language.compile_stale(tmp_path)
    assert compiled.stat().st_mtime_ns == first
    assert Translations.load(tmp_path, ["en"]).gettext("保存") == "Save"
