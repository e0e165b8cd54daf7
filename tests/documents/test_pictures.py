"""Pictures and signatures of a record in its Word file."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.definitions.compiled import CompiledType, compile_type
from app.definitions.schema import RecordType
from app.documents import pictures
from app.expressions import Picture, PictureOf, Value
from app.extensions import db
from app.records import files
from app.records.models import Record
from app.web import clock
from app.word import Template
from tests.conftest import Cast
from tests.records.event_office import EVENT, png, publish, sent
from tests.records.office import LOOKUPS
from tests.workflow.office import docx

EMU = 36_000


@pytest.fixture
def event() -> CompiledType:
    return compile_type(RecordType.model_validate(EVENT), lookups=LOOKUPS)


@pytest.fixture
def values(app: Flask, cast: Cast, login: Callable[[str], FlaskClient], event: CompiledType) -> dict[str, Value]:
    """Those of a record with pictures, as expressions read them."""
    with app.app_context():
        publish()
    stan = login("stan")
    shots = [sent(stan, "shots") for _ in range(2)]
    stan.post("/types/event/new", data={"name": "开幕式", "shots": shots, "signed": sent(stan, "signed")})
    with app.app_context():
        return event.values(db.session.scalars(select(Record)).one().data, LOOKUPS)


def drawn(template: Template, values: dict[str, Value]) -> tuple[str, list[bytes]]:
    """The text of the file that is made, and the pictures in it."""
    made = template.render(pictures.put_in(values, template.names, session=db.session()))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        images = [package.read(name) for name in package.namelist() if name.startswith("word/media/")]
        return package.read("word/document.xml").decode(), images


def test_pictures_are_drawn_in_the_size_that_is_asked_for(
    app: Flask, values: dict[str, Value], event: CompiledType
) -> None:
    template = Template.compile(docx("{{ 照片 | 图片(宽='6cm') }}"), scope=event.scope)
    with app.app_context():
        xml, images = drawn(template, values)
    assert images == [png()]
    assert re.findall(r'<wp:extent cx="(\d+)"', xml) == [str(60 * EMU)] * 2


def test_a_signature_is_drawn_as_wide_as_signatures_are(
    app: Flask, values: dict[str, Value], event: CompiledType
) -> None:
    template = Template.compile(docx("{{ 经办人签名 }}"), scope=event.scope)
    with app.app_context():
        xml, images = drawn(template, values)
    assert images == [png()]
    assert re.findall(r'<wp:extent cx="(\d+)"', xml) == [str(40 * EMU)]


def test_only_what_is_printed_is_read(app: Flask, values: dict[str, Value]) -> None:
    with app.app_context():
        put = pictures.put_in(values, {"signed"}, session=db.session())
    assert type(put["signed"]) is Picture
    shots = put["shots"]
    assert isinstance(shots, list)
    assert [type(each) for each in shots] == [PictureOf, PictureOf]


def test_a_picture_that_is_lost_is_its_name(app: Flask, values: dict[str, Value], event: CompiledType) -> None:
    template = Template.compile(docx("{{ 照片 | 图片(宽='6cm') }}"), scope=event.scope)
    with app.app_context():
        for path in (clock.settings().instance / files.FOLDER).glob("??/*"):
            path.unlink()
        xml, images = drawn(template, values)
    assert images == []
    assert "合影.png、合影.png" in xml
