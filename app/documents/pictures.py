"""The pictures of a record as what Word draws: read from the disk only where a template prints them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.expressions import Picture, PictureOf, Value
from app.records import files
from app.records.models import Attachment
from app.web import clock


def put_in(values: Mapping[str, Value], names: Collection[str], *, session: Session) -> dict[str, Value]:
    """The same values, with the picture itself wherever one of these names holds one; a lost file stays its words."""
    printed = {name: values[name] for name in names if name in values}
    tokens = {str.__str__(each) for value in printed.values() for each in _found(value)}
    if not tokens:
        return dict(values)
    rows = sa.select(Attachment.token, Attachment.content, Attachment.kind).where(Attachment.token.in_(tokens))
    kept = {token: (content, kind) for token, content, kind in session.execute(rows)}
    return {**values, **{name: _drawn(value, kept) for name, value in printed.items()}}


def _found(value: Any) -> Iterator[PictureOf]:
    match value:
        case PictureOf():
            yield value
        case Mapping():
            for inner in value.values():
                yield from _found(inner)
        case list() | tuple():
            for inner in value:
                yield from _found(inner)


def _drawn(value: Any, kept: Mapping[str, tuple[str, str]]) -> Any:
    match value:
        case PictureOf():
            return _picture(value, *kept.get(str.__str__(value), ("", "")))
        case Mapping():
            return {key: _drawn(inner, kept) for key, inner in value.items()}
        case list() | tuple():
            return [_drawn(inner, kept) for inner in value]
        case _:
            return value


def _picture(value: PictureOf, content: str, kind: str) -> Value:
    path = files.path_of(clock.settings().instance / files.FOLDER, content)
    if not content or not path.exists():
        return value
    return Picture(value.label, "jpeg" if kind == "jpg" else kind, path.read_bytes(), width=value.width)
