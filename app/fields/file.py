"""Files that belong to the record. They are uploaded before; a value only names them."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.errors import Fault, Invalid
from app.expressions import Coded, Kind, Value
from app.fields.base import Example, FieldOptions, FieldType, Lookups, Raw, Stored, is_blank
from app.fields.language import Language, signs_of
from app.fields.model import listed
from app.fields.raw import one_line, quoted

_USUAL_KINDS = ("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "ofd", "txt", "jpg", "png", "zip")
_SAME = {"jpeg": "jpg", "tif": "tiff", "htm": "html"}
_KEPT = ("file", "name", "size", "kind")


class FileOptions(FieldOptions):
    """`kinds` are extensions without dot, `max_size` is in MB for each file; with `many` there are `min` to `max`."""

    kinds: Annotated[tuple[str, ...], BeforeValidator(listed)] = _USUAL_KINDS
    max_size: int = Field(default=20, ge=1, le=500)
    many: bool = False
    min: int = Field(default=0, ge=0, le=50)
    max: int = Field(default=10, ge=1, le=50)

    @model_validator(mode="after")
    def _enough(self) -> Self:
        most = self.max if self.many else 1
        if self.min > most:
            raise PydanticCustomError(
                "field.crossed_limits", "min {min} is over max {max}", {"min": self.min, "max": most}
            )
        return self


class File(FieldType):
    """One file, or several."""

    name, label, kind, slot, widget = "file", "附件", Kind.LIST, None, "file"
    says_all = takes_over = False
    holds_files = True
    is_long = True
    Options = FileOptions
    examples = (
        Example(
            raw="a1",
            stored=[{"file": "a1", "name": "邀请函.pdf", "size": 20480, "kind": "pdf"}],
            shown="邀请函.pdf",
        ),
        Example(
            raw=["a1", {"file": "b2"}],
            stored=[
                {"file": "a1", "name": "邀请函.pdf", "size": 20480, "kind": "pdf"},
                {"file": "b2", "name": "日程.docx", "size": 1024, "kind": "docx"},
            ],
            shown="邀请函.pdf、日程.docx",
            options={"many": True},
            shown_en="邀请函.pdf, 日程.docx",
        ),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        return self.clean(raw, options, lookups)

    def clean(self, raw: Raw, options: Any, lookups: Lookups, *, before: Stored = None) -> Stored:
        """A file that is there already may stay; a new one has to be known and within the options."""
        held = {str(each["file"]): each for each in before or ()}
        stored: list[dict[str, Any]] = []
        faults: list[Fault] = []
        for token in dict.fromkeys(_tokens(raw)):
            if token in held:
                stored.append(held[token])
                continue
            found = lookups.file(token)
            if found is None:
                faults.append(Fault("field.file_unknown", facts={"raw": quoted(token)}))
                continue
            faults += _file_faults(found, options)
            stored.append({key: found[key] for key in _KEPT})
        faults += _count_faults(len(stored), options)
        if faults:
            raise Invalid(faults)
        return stored or None

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        """The files, each printed as its name."""
        return [Coded(str(each["file"]), each["name"]) for each in stored or ()]

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        return signs_of(language).things.join(each["name"] for each in stored or ())

    def text(self, stored: Stored, options: Any, lookups: Lookups) -> Raw:
        return [str(each["file"]) for each in stored or ()]

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        return None

    def words(self, stored: Stored, options: Any, lookups: Lookups) -> list[str]:
        return [each["name"] for each in stored or ()]

    def convert(self, shown: str, options: Any, lookups: Lookups) -> Stored:
        raise Invalid.because("field.no_conversion", raw=quoted(shown))

    def item(self, options: Any) -> Kind:
        return Kind.TEXT

    def input_attrs(self, options: Any) -> dict[str, str]:
        same = [other for other, kind in _SAME.items() if kind in options.kinds and other not in options.kinds]
        accept = ",".join(f".{kind}" for kind in (*options.kinds, *same))
        attrs = {"accept": accept, "data-max-size": str(options.max_size)}
        return attrs | ({"multiple": "multiple"} if options.many else {})


def first_token(raw: Raw) -> str | None:
    """The token of the first file that is named."""
    return next(_tokens(raw), None)


def _tokens(raw: Raw) -> Iterator[str]:
    for each in raw if isinstance(raw, list | tuple) else (raw,):
        token = each.get("file") if isinstance(each, Mapping) else each
        if not is_blank(token):
            yield one_line(str(token) if isinstance(token, Coded) else token)


def _file_faults(found: Mapping[str, Any], options: FileOptions) -> list[Fault]:
    faults = []
    kind = str(found["kind"]).lower()
    if _SAME.get(kind, kind) not in {_SAME.get(each, each) for each in map(str.lower, options.kinds)}:
        facts = {"name": found["name"], "kinds": options.kinds}
        faults.append(Fault("field.file_kind", facts=facts))
    if found["size"] > options.max_size * 1024 * 1024:
        size = f"{found['size'] / 1024 / 1024:.1f}"
        faults.append(Fault("field.file_large", facts={"name": found["name"], "size": size, "max": options.max_size}))
    return faults


def _count_faults(given: int, options: FileOptions) -> list[Fault]:
    if given > 1 and not options.many:
        return [Fault("field.file_one", facts={"given": given})]
    if given > options.max:
        return [Fault("field.file_many", facts={"given": given, "max": options.max})]
    if 0 < given < options.min:
        return [Fault("field.file_few", facts={"given": given, "min": options.min})]
    return []
