"""The kinds of templates, by the ending of their file: what reads one, and what its papers are.

A further kind is an entry in `KINDS`; everything that meets a template asks here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app import excel, word
from app.excel import mentions as in_cells
from app.excel.check import check as check_workbook
from app.excel.reading import lines as lines_of_cells
from app.expressions import Value
from app.registry import Registry
from app.word import Checked, TemplateTag
from app.word.annotate import annotated
from app.word.differences import lines
from app.word.mentions import Mention, mentions, renamed


class Template(Protocol):
    """A compiled template of any kind."""

    @property
    def tags(self) -> tuple[TemplateTag, ...]:
        """What stands in it, where, and what it means."""

    @property
    def names(self) -> frozenset[str]:
        """Keys of the record that it reads."""

    @property
    def bindings(self) -> Mapping[str, str]:
        """What each tag says in keys."""

    def unsealed(self, values: Mapping[str, Value]) -> Callable[[], bytes]:
        """What makes the file for these values, whose text is written now; another thread may call it."""


@dataclass(frozen=True, slots=True)
class TemplateKind:
    """A kind of file; `compile` and `check` take the bytes and by name a scope, `compile` also bindings.

    `mentions` finds a field's name in its tags, `renamed` writes others there; `annotated` writes faults into a copy,
    where that is possible. `lines` are what a file that we made says, without its looks.
    """

    name: str
    """The ending, with its dot."""
    program: str
    """What it is opened with."""
    mime: str
    icon: str
    compile: Callable[..., Template]
    check: Callable[..., Checked]
    mentions: Callable[..., tuple[Mention, ...]]
    renamed: Callable[..., tuple[bytes, int]]
    lines: Callable[[bytes], tuple[str, ...]]
    annotated: Callable[[bytes, Any], bytes] | None = None


_OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = TemplateKind(
    ".docx",
    "Word",
    f"{_OFFICE}wordprocessingml.document",
    "file-type-docx",
    word.Template.compile,
    word.check,
    mentions,
    renamed,
    lines,
    annotated,
)
EXCEL = TemplateKind(
    ".xlsx",
    "Excel",
    f"{_OFFICE}spreadsheetml.sheet",
    "file-spreadsheet",
    excel.Workbook.compile,
    check_workbook,
    in_cells.mentions,
    in_cells.renamed,
    lines_of_cells,
)
KINDS = Registry((WORD, EXCEL))


def kind_of(name: str) -> TemplateKind:
    """The kind of a template, or of a file made from one, by its name; without a known ending it is Word."""
    ending = Path(name).suffix.lower()
    return KINDS.get(ending) if ending in KINDS else WORD


def file_name(template: str) -> str:
    """The file of a template that a definition names, with or without its ending."""
    name = Path(template).name
    return name if Path(name).suffix.lower() in KINDS else f"{name}{WORD.name}"


def files_in(folder: Path) -> dict[str, Path]:
    """The templates of a folder by their names, without what an open program keeps beside them."""
    found = sorted(path for kind in KINDS for path in folder.glob(f"*{kind.name}"))
    return {path.name: path for path in found if not path.name.startswith("~")}
