"""The office of flows and papers, in which Dora designs types and sees every visit; Ada designs and sees none."""

from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.service import Grant, Person
from app.definitions import codec
from app.definitions.compiled import CompiledType, compile_type
from app.definitions.schema import RecordType
from app.extensions import db
from tests.conftest import make_user
from tests.workflow.office import VISIT, Office, shelf
from tests.workflow.office import cast as whole_office

__all__ = ["shelf"]

Draft = Callable[..., CompiledType]


@pytest.fixture
def cast(whole_office: Office, app: Any) -> Office:
    with app.app_context():
        home = whole_office.section
        whole_office.people["dora"] = make_user(Person("Dora", "dora", home, (Grant("admin"), Grant("auditor")))).id
        db.session.commit()
    return whole_office


@pytest.fixture
def office(cast: Office, context: Any) -> Office:
    return cast


@pytest.fixture
def draft(office: Office) -> Draft:
    """The visit as it would be with what `edit` makes of it."""

    def made(edit: Callable[[dict[str, Any]], None] = lambda _data: None) -> CompiledType:
        data = codec.plain_data(RecordType.model_validate(VISIT))
        edit(data)
        desk = office.desk("dora")
        return compile_type(RecordType.model_validate(data), lookups=desk.lookups, fields_of=desk.types.fields_of)

    return made


def field(data: dict[str, Any], key: str) -> dict[str, Any]:
    """A field of plain data."""
    return next(each for part in data["sections"] for each in part["fields"] if each["key"] == key)


__all__ += ["whole_office"]
