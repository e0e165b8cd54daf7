"""What an attacker would paste as the text of a draft: refused with place and reason, and the draft is untouched."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import codec
from app.designer import service
from app.designer.service import Turn
from app.extensions import db
from tests.conftest import NOW, Cast
from tests.designer.conftest import SOURCE

FIELD = "- {key: name, type: text, label: 名称, required: true, max: 80}"


def with_field(options: str) -> str:
    return SOURCE.replace(FIELD, f"- {{key: name, type: {options}, label: 名称}}")


BILLION = "a: &a [x]\n" + "".join(
    f"{now}: &{now} [{', '.join([f'*{was}'] * 9)}]\n" for was, now in zip("abcdefg", "bcdefgh", strict=True)
)
TWINS = with_field("choice, choices: [{value: a, label: 甲}, {value: a, label: 乙}]")
REFUSED = {
    "nothing that reads": ("key: [", "第 1 行第 6 列"),
    "a key twice": (SOURCE + "key: other\n", "重复了"),
    "an alias bomb": (BILLION, "不支持锚点"),
    "very deep lists": ("[" * 100_000, "嵌套太深"),
    "very deep mappings": ("".join(f"{' ' * at}a:\n" for at in range(2_000)), "文件太大"),
    "a tag of Python": ("!!python/object/apply:os.system [id]\n", "不支持类型标记"),
    "five megabytes": (SOURCE + "# " + "x" * (5 << 20), "文件太大"),
    "twin values": (TWINS, "第 12 行第 44 列"),
    "a pattern that looks back": (with_field("text, pattern: '(a)\\1'"), "没有前后查找和反向引用"),
    "a pattern that takes all memory": (with_field("text, pattern: '((a{999}){999}){999}'"), "没有前后查找和反向引用"),
    "another key": (SOURCE.replace("key: visit", "key: other", 1), "事项的键不能改"),
    "a newer format": (SOURCE.replace("format: 1", "format: 99"), "不认识“99”，可以写：1"),
}


@pytest.fixture
def browser(login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> FlaskClient:
    with app.app_context():
        service.begin(codec.load(SOURCE), SOURCE, Turn(0, cast.actor("ada"), NOW))
        db.session.commit()
    return login("ada")


def standing(app: Flask) -> tuple[int, str]:
    with app.app_context():
        now = service.standing("visit")
        return now.lock, now.source


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_text_is_refused_at_its_place_and_the_draft_is_untouched(
    name: str, browser: FlaskClient, app: Flask
) -> None:
    text, said = REFUSED[name]
    before = standing(app)
    answer = browser.post("/designer/visit/yaml", data={"text": text, "lock": before[0]})
    assert answer.status_code == 422
    assert said in answer.text
    assert standing(app) == before
