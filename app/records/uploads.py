"""Whether a file may come into a field; asked again on the server, whatever the browser said."""

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Invalid, NotFound
from app.records.files import Received

_SAME = {"jpeg": "jpg", "tif": "tiff", "htm": "html"}


def file_field(compiled: CompiledType, path: str) -> CompiledField:
    """The file field or column with this path; raises `NotFound`."""
    key, _, column = path.partition(".")
    each = compiled.fields.get(key)
    found = each.columns.get(column) if each and column else each
    if found is None or found.type.name != "file":
        raise NotFound(f"file field {path}")
    return found


def refuse_kind(each: CompiledField, received: Received) -> None:
    """Raises `Invalid` when the field does not take files of this kind."""
    kinds = {_same(kind) for kind in each.options.kinds}
    if _same(received.kind) not in kinds:
        raise Invalid.because("field.file_kind", name=received.name, kinds=each.options.kinds)


def _same(kind: str) -> str:
    return _SAME.get(kind.lower(), kind.lower())
