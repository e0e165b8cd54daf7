"""Whatever is sent with a deed, too little, foreign or senseless: it is done, or refused with a sentence."""

import random
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import codec
from app.definitions import service as definitions
from app.designer import service
from app.designer.operations import OPERATIONS
from app.extensions import db
from app.records import desks, store
from tests.conftest import NOW, Cast

from .conftest import SOURCE

FITTING = {
    "at": ("name", "visitors", "visitors.age", "basic", "people", "all", "draft", "0", "step", "staff"),
    "to": ("basic", "people", ".visitors", "draft"),
    "type": ("text", "table", "integer", "note", "serial", "record"),
    "by": ("up", "down"),
    "clause": ("0", "1"),
    "key": ("fresh", "name", "all"),
    "part": ("view", "document", "series", "notify", "check", "state", "transition", "task", "reminder"),
    "in": ("draft", "review_1", "0"),
    "before": ("name", "visitors", "0"),
    "after": ("basic", "draft"),
    "into": ("submit", "step"),
    "pattern": ("one", "two", "countersign"),
    "role": ("staff", "head"),
    "first": ("staff",),
    "second": ("head",),
    "path": ("name", "visitors", "visitors.age"),
    "see": ("all", "own", "none"),
    "only": ("label", "key,label"),
    "tab": ("flow", "rights", "views"),
    "label-zh": ("甲",),
    "choices": ("1",),
    "required": ("when", "true"),
    "required-when": ("名称 ==", "人数 > 1"),
}
SENSELESS = (
    "",
    " ",
    "nothing",
    ".",
    "..",
    ".name",
    "name.",
    "a.b.c",
    "-1",
    "9" * 40,
    "甲/乙",
    "<b>",
    "__class__",
    "%s{0}",
)
ANSWERS = (200, 204, 302, 409, 422)


class Sender:
    """Sends deeds to the draft as it stands."""

    def __init__(self, app: Flask, browser: FlaskClient) -> None:
        self.app, self.browser = app, browser

    def send(self, deed: str, given: dict[str, str], *, part: bool) -> None:
        with self.app.app_context():
            lock = service.standing("visit").lock
        headers = {"HX-Request": "true"} if part else {}
        answer = self.browser.post(f"/designer/visit/do/{deed}", data={"lock": str(lock), **given}, headers=headers)
        assert answer.status_code in ANSWERS, (deed, given, answer.status_code)
        if part and answer.status_code == 422:
            assert "alert" in answer.text or "invalid-feedback" in answer.text, (deed, given)


@pytest.fixture
def sender(app: Flask, cast: Cast, login: Callable[[str], FlaskClient]) -> Sender:
    """A type in force with a record, so that there is something to spare."""
    with app.app_context():
        definitions.publish(codec.load(SOURCE), actor=None, now=NOW, source=SOURCE)
        desk = desks.of(cast.actor("stan"), now=NOW)
        store.save(
            desk.session,
            None,
            desk.types.current("visit"),
            stored={"name": "甲", "visitors": [{"_id": 1, "age": 3}]},
            state="kept",
            actor=desk.actor,
            now=desk.now,
            why="created",
            lookups=desk.lookups,
        )
        db.session.commit()
    return Sender(app, login("ada"))


def short(deed: str) -> Iterator[dict[str, str]]:
    """Everything that it asks for but one."""
    asks = OPERATIONS[deed].asks
    for missing in asks:
        yield {name: FITTING[name][0] for name in asks if name != missing}


def drawn(chance: random.Random) -> dict[str, str]:
    """Much that fits somewhere, some of it nowhere."""
    names = [name for name in FITTING if chance.random() < 0.7]
    return {name: chance.choice(SENSELESS if chance.random() < 0.25 else FITTING[name]) for name in names}


def test_a_deed_to_which_something_is_missing_is_refused_with_a_sentence(sender: Sender) -> None:
    for deed in OPERATIONS:
        for given in short(deed):
            sender.send(deed, given, part=True)


def walk(sender: Sender, seed: int, count: int) -> None:
    chance = random.Random(seed)
    for _ in range(count):
        sender.send(chance.choice(sorted(OPERATIONS)), drawn(chance), part=chance.random() < 0.8)


def test_whatever_is_sent_is_done_or_refused(sender: Sender) -> None:
    walk(sender, 1, 150)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 22))
def test_whatever_is_sent_is_done_or_refused_five_thousand_times(sender: Sender, seed: int) -> None:
    walk(sender, seed, 250)
