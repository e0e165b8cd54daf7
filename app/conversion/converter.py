"""A file given to LibreOffice, and what it makes of it; one at a time, each with a profile that is thrown away."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from app.conversion import cage, finding
from app.conversion.cage import ORDINARY, Limits
from app.conversion.kinds import kind_of
from app.conversion.profile import write_profile
from app.errors import Invalid
from app.excel.preflight import preflight as preflight_workbook
from app.word.package import MAX_FILE
from app.word.preflight import preflight as preflight_document

log = logging.getLogger(__name__)

_TURN = threading.Lock()
_OURS: Mapping[str, Callable[[bytes], None]] = {".docx": preflight_document, ".xlsx": preflight_workbook}
"""The files that we make, and the gate of each: LibreOffice fetches what a file tells it to."""
_STARTS = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04", ".xlsx": b"PK\x03\x04"}
_FILTERS = {".docx": "docx:MS Word 2007 XML", ".xlsx": "xlsx:Calc MS Excel 2007 XML"}


@dataclass(frozen=True, slots=True)
class Converter:
    """LibreOffice, or its absence. Everything raises `Invalid` with a sentence for the person who asked."""

    program: Path | None
    named: str = ""
    limits: Limits = ORDINARY

    @classmethod
    def of(cls, named: str = "", limits: Limits = ORDINARY) -> "Converter":
        """The program that the settings name, or the one that is found."""
        return cls(finding.find(named), named, limits)

    @property
    def is_installed(self) -> bool:
        """Whether there is anything that converts."""
        return self.program is not None

    def ensure(self) -> None:
        """Raises `Invalid` with what to do where no PDF can be made."""
        self._program("conversion.no_pdf")

    def to_pdf(self, data: bytes, name: str) -> bytes:
        """A .docx or .xlsx as it is printed; one that its gate refuses is not opened."""
        program = self._program("conversion.no_pdf")
        return self._converted(program, data, name, _admitted(data, name), ".pdf")

    def to_docx(self, data: bytes, name: str) -> bytes:
        """A .docx of a .doc, .wps, .rtf or .odt. It comes from a stranger's file: it passes the gate of an upload."""
        return self._newer(data, name, ".docx")

    def to_xlsx(self, data: bytes, name: str) -> bytes:
        """The same of an .xls, .et or .ods."""
        return self._newer(data, name, ".xlsx")

    def _newer(self, data: bytes, name: str, wanted: str) -> bytes:
        program = self._program(f"conversion.no_{wanted[1:]}")
        kind = kind_of(data) if len(data) <= MAX_FILE else None
        if kind is None or kind.becomes != wanted:
            raise Invalid.because(f"conversion.never_{wanted[1:]}", name=name)
        return self._converted(program, data, name, kind.ending, wanted)

    def _program(self, without: str) -> Path:
        if self.program is not None:
            return self.program
        if self.named:
            raise Invalid.because("conversion.not_there", path=self.named)
        raise Invalid.because(without)

    def _converted(self, program: Path, data: bytes, name: str, ending: str, wanted: str) -> bytes:
        if not _TURN.acquire(timeout=self.limits.turn):
            raise Invalid.because("conversion.busy", name=name)
        try:
            with TemporaryDirectory(prefix="biaowen-", ignore_cleanup_errors=True) as folder:
                return _Run(program, Path(folder), self.limits, name).made(data, ending, wanted)
        finally:
            _TURN.release()


@dataclass(frozen=True, slots=True)
class _Run:
    """One start of the program, in a folder that is gone afterwards."""

    program: Path
    folder: Path
    limits: Limits
    name: str

    def made(self, data: bytes, ending: str, wanted: str) -> bytes:
        """What it made."""
        given, out = self.folder / f"file{ending}", self.folder / "out"
        given.write_bytes(data)
        out.mkdir()
        if not cage.run(self._command(given, out, wanted), folder=self.folder, limits=self.limits):
            raise Invalid.because("conversion.too_long", name=self.name, seconds=self.limits.seconds)
        return self._taken(out / f"file{wanted}", wanted)

    def _command(self, given: Path, out: Path, wanted: str) -> list[str]:
        profile = self.folder / "profile"
        write_profile(profile)
        filter_name = _FILTERS.get(wanted, wanted[1:])
        return [
            str(self.program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--nologo", "--norestore",
            "--nodefault", "--nolockcheck", "--convert-to", filter_name, "--outdir", str(out), str(given),
        ]  # fmt: skip

    def _taken(self, path: Path, wanted: str) -> bytes:
        """A program that fails still says that all went well: what counts is the file."""
        if path.is_symlink() or not path.is_file():
            log.warning("LibreOffice made nothing: %r", (self.folder / "said").read_bytes()[-500:])
            raise Invalid.because("conversion.failed", name=self.name)
        if path.stat().st_size >= self.limits.file:
            raise Invalid.because("conversion.too_much", name=self.name)
        data = path.read_bytes()
        if not data.startswith(_STARTS[wanted]):
            raise Invalid.because("conversion.failed", name=self.name)
        return data


def _admitted(data: bytes, name: str) -> str:
    """The ending of a file that passed its gate."""
    ending = PurePath(name).suffix.lower()
    if ending not in _OURS:
        raise Invalid.because("conversion.never_pdf", name=name)
    _OURS[ending](data)
    return ending
