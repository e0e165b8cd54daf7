"""Settings: from where they come, and what is refused."""

from pathlib import Path

import pytest

from app import config
from app.config import BadSetting


def test_the_file_is_overruled_by_the_environment_and_that_by_the_test(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        'idle_minutes = 10\nabsolute_hours = 8\nlanguage = "en"\n', encoding="utf-8"
    )
    environ = {"BIAOWEN_INSTANCE": str(tmp_path), "BIAOWEN_IDLE_MINUTES": "20", "BIAOWEN_LANGUAGE": "zh"}
    settings = config.load({"language": "en"}, environ=environ)
    assert (settings.idle_minutes, settings.absolute_hours, settings.language) == (20, 8, "en")
    assert settings.instance == tmp_path


def test_the_key_is_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    first = config.load({"instance": tmp_path}, environ={}).secret_key
    assert len(first) == 64
    assert config.load({"instance": tmp_path}, environ={}).secret_key == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("line", ["idle = 5", 'idle_minutes = "many"', 'time_zone = "Moon/Crater"', 'language = "fr"'])
def test_an_unknown_or_unreadable_setting_stops_the_start(tmp_path: Path, line: str) -> None:
    (tmp_path / "settings.toml").write_text(line, encoding="utf-8")
    with pytest.raises(BadSetting, match=line.split(maxsplit=1)[0]):
        config.load({"instance": tmp_path}, environ={})
