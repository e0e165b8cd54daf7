"""The shipped templates: every tag is a name of the type that uses them, and a record comes out of every one."""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest

from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.files import Forms, read_forms
from app.definitions.papers import paper_scope
from app.definitions.template_kinds import Template, kind_of
from app.expressions import Coded, Value
from app.fields import Stored
from tests.forms.conftest import FORMS, TEMPLATES, Office

PAPERS = sorted(
    {
        (paper.template, key)
        for key, each in read_forms((FORMS / "types",)).types.items()
        for paper in each.definition.documents
        if paper.each is None and (FORMS / "types" / f"{key}.yaml").exists()
    }
)


def test_there_are_papers() -> None:
    assert len(PAPERS) >= 7


def test_every_paper_is_there(forms: Forms) -> None:
    assert [template for template, _ in PAPERS if not (TEMPLATES / template).exists()] == []


@pytest.mark.parametrize(("template", "key"), PAPERS)
def test_tags_are_names_of_the_type(template: str, key: str, compiled: dict[str, CompiledType]) -> None:
    made = _compiled(template, compiled[key])
    assert made.names
    assert made.tags
    assert "today" not in made.names, "a paper is the same tomorrow"


@pytest.mark.parametrize(("template", "key"), PAPERS)
def test_example_record_comes_out(template: str, key: str, compiled: dict[str, CompiledType], office: Office) -> None:
    values = dict(_examples(compiled[key], office))
    text = _text(_compiled(template, compiled[key]).render({**values, **_reserved(office)}))
    assert "{{" not in text
    assert "{%" not in text
    title = compiled[key].definition.title
    first = next(name for name in re.findall(r"\w+", title) if name in values)
    assert str(getattr(values[first], "label", values[first])) in text


@pytest.mark.parametrize(("template", "key"), PAPERS)
def test_empty_record_comes_out(template: str, key: str, compiled: dict[str, CompiledType], office: Office) -> None:
    """Before anything is known the paper is an empty form, with nothing left of the tags and no word like None."""
    values: dict[str, Value] = dict.fromkeys(compiled[key].fields)
    text = _text(_compiled(template, compiled[key]).render({**values, **_reserved(office)}))
    assert "{{" not in text
    assert "None" not in text


@pytest.mark.parametrize(("template", "key"), PAPERS)
def test_file_holds_no_name_of_its_maker(template: str, key: str) -> None:
    with zipfile.ZipFile(TEMPLATES / template) as archive:
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
        assert b"python-docx" not in archive.read("docProps/core.xml")


def _reserved(office: Office) -> dict[str, Value]:
    return {"today": office.today, "state": "approved", "record": {"created_on": office.today}}


def _compiled(template: str, made: CompiledType) -> Template:
    return kind_of(template).compile(
        (TEMPLATES / template).read_bytes(), scope=paper_scope(made.definition, made.scope)
    )


def _text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        written = r"word/(document|header\d*|footer\d*)\.xml|xl/worksheets/sheet\d+\.xml"
        parts = [name for name in archive.namelist() if re.fullmatch(written, name)]
        return "\n".join(re.sub(r"<[^>]+>", "", archive.read(name).decode()) for name in parts)


def _examples(made: CompiledType, office: Office) -> Iterator[tuple[str, Value]]:
    for key, field in made.fields.items():
        if field.columns:
            row = {name: _value(column, office) for name, column in field.columns.items()}
            yield key, [row, row]
        else:
            yield key, _value(field, office)


def _value(field: CompiledField, office: Office) -> Value:
    """The type's own example; of a choice its first entry; of a reference a record with all that is copied."""
    if field.type.name == "record":
        return Coded("1", "协议", dict.fromkeys(field.options.copy_))
    if field.type.name == "choice":
        first = next(iter(field.name.choices))
        stored: Stored = [first] if field.options.many else first
    else:
        stored = next((each.stored for each in field.type.examples if not each.options), None)
        stored = field.type.examples[0].stored if stored is None and field.type.examples else stored
    return field.value(stored, office)
