"""A file on its way to the shelf: what may come in, what can be taken out of it, what is made new first."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from app import word
from app.conversion import PROMPT, becomes
from app.definitions.template_kinds import EXCEL, KINDS, WORD, TemplateKind, kind_of
from app.errors import Fault, Invalid
from app.excel.preflight import preflight as preflight_workbook
from app.web.converter import converter

MOST = 20 << 20
"""Bytes of a template."""
LONGEST_NAME = 60
CLEANABLE = (".docm", ".dotx", ".dotm")
"""Word files that become templates once what may not come in was taken out."""
OLD = (".doc", ".wps", ".rtf", ".odt", ".dot", ".wpt", ".xls", ".et", ".ods")
"""Files that LibreOffice makes new ones of, where it is installed; else the page says how to save them."""
ACCEPT = ",".join((*KINDS.names(), *CLEANABLE, *OLD))
"""What the input for files lets through."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that may become a template; `removed` is what was taken out of it."""

    name: str
    data: bytes
    removed: tuple[Fault, ...] = ()


class Cleanable(Invalid):
    """A file that may not come in as it is; `arrived` is the same document without what stops it."""

    def __init__(self, faults: tuple[Fault, ...], arrived: Arrived) -> None:
        self.arrived = arrived
        super().__init__(faults)


def accepted(name: str, data: bytes, *, wanted: str = "") -> Arrived:
    """The file as a template called `wanted`, or by its own name; an old format is made new first, which takes time.

    Raises `Invalid` with every reason against it, `Cleanable` where all of them can be taken out.
    """
    kind, data = _made_new(name, data)
    called = wanted or PurePosixPath(name).stem
    if PurePosixPath(called).suffix.lower() not in KINDS:
        called = f"{called}{kind.name}"
    _refuse_name(called)
    if kind_of(called) is not kind:
        raise Invalid.because("template.other_kind", place="file", name=name, template=called)
    faults = _faults(called, data)
    if faults and kind is WORD and word.can_strip(faults):
        raise Cleanable(faults, _cleaned(called, data, faults))
    if faults:
        raise Invalid(faults)
    return Arrived(called, data)


def _made_new(name: str, data: bytes) -> tuple[TemplateKind, bytes]:
    """What kind of template the file can be, and its bytes in that kind; known by the bytes, for names say little."""
    ending, newer = PurePosixPath(name).suffix.lower(), becomes(data)
    if newer == WORD.name:
        return WORD, converter(PROMPT).to_docx(data, name)
    if newer == EXCEL.name:
        return EXCEL, converter(PROMPT).to_xlsx(data, name)
    if ending not in (*KINDS.names(), *CLEANABLE):
        raise Invalid.because("template.no_template", place="file", name=name)
    return kind_of(name), data


def _refuse_name(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise Invalid.because("template.long_name", place="file", name=name, most=LONGEST_NAME)


def _faults(name: str, data: bytes) -> tuple[Fault, ...]:
    """What stops the file from being opened at all; faults of its tags do not, they are shown in it."""
    try:
        (word.preflight if kind_of(name) is WORD else preflight_workbook)(data)
    except Invalid as refused:
        return refused.faults
    return ()


def _cleaned(name: str, data: bytes, faults: tuple[Fault, ...]) -> Arrived:
    """Raises `Invalid` where something stays that may not come in."""
    cleaned = word.strip(data)
    return Arrived(name, cleaned.data, cleaned.removed or faults)
