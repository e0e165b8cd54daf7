"""What docxtpl's own templates do, ours do alike: the same values give the same XML, element by element."""

import io

import pytest
from docxtpl import DocxTemplate
from jinja2 import Environment

from app.word import Template

from . import build
from .canonical import canonical
from .lookalikes import ELSEWHERE, LOOKALIKES, VALUES
from .test_oracle import TEMPLATES
from .test_oracle import VALUES as OTHER_VALUES


def by_docxtpl(data: bytes, values: dict[str, object]) -> bytes:
    """The document as docxtpl makes it."""
    oracle = DocxTemplate(io.BytesIO(data))
    oracle.render(values, Environment(autoescape=True))
    return build.saved(oracle)


@pytest.mark.parametrize("name", LOOKALIKES)
def test_the_same_values_give_the_same_document(name: str) -> None:
    data = LOOKALIKES[name]
    ours = Template.compile(data).render(VALUES)
    assert canonical(ours, build.MAIN) == canonical(by_docxtpl(data, VALUES), build.MAIN)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_same_values_give_the_same_other_parts(name: str) -> None:
    part, data = ELSEWHERE[name]
    ours = Template.compile(data).render(VALUES)
    assert canonical(ours, part) == canonical(by_docxtpl(data, VALUES), part)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name != "header"])
def test_the_templates_of_the_oracle_give_the_same_xml(name: str) -> None:
    data = TEMPLATES[name]
    ours = Template.compile(data).render(OTHER_VALUES)
    assert canonical(ours, build.MAIN) == canonical(by_docxtpl(data, OTHER_VALUES), build.MAIN)
