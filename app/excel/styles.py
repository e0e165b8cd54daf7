"""Formats of cells: what a value needs that its cell lacks, added beside the formats that are there."""

import copy
import re
from typing import Any

from app.excel.markup import S

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_TEXT = 49
_FIRST_OWN = 176
_DAY = 'yyyy"年"m"月"d"日"'
_NO_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|General', re.IGNORECASE)
_XF = S + "xf"


class Styles:
    """The formats of a workbook; new ones are made when a template is compiled, never afterwards."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.formats = root.find(S + "cellXfs")
        self.is_changed = False
        self._codes = {
            int(each.get("numFmtId", "0")): str(each.get("formatCode", "")) for each in root.iter(S + "numFmt")
        }
        self._made: dict[tuple[int, str], int] = {}

    def is_date(self, style: int) -> bool:
        """Whether the format shows numbers as dates."""
        code = self._code(style)
        if code not in self._codes:
            return code in _BUILT_IN_DATES
        return re.search("[ymdhs]", _NO_DATE.sub("", self._codes[code]), re.IGNORECASE) is not None

    def is_text(self, style: int) -> bool:
        """Whether the format takes everything as text."""
        return self._code(style) == _TEXT or self._codes.get(self._code(style)) == "@"

    def as_date(self, style: int) -> int:
        """The same format for a day."""
        return style if self.is_date(style) else self._variant(style, "date")

    def as_formula(self, style: int) -> int:
        """The same format for text that looks like a formula: opened and left, it stays text."""
        return self._variant(style, "quoted")

    def as_lines(self, style: int) -> int:
        """The same format for text of several lines."""
        return self._variant(style, "lines")

    def _code(self, style: int) -> int:
        format_ = self._format(style)
        return 0 if format_ is None else int(format_.get("numFmtId", "0"))

    def _format(self, style: int) -> Any:
        there = self.formats is not None and 0 <= style < len(self.formats)
        return self.formats[style] if there else None

    def _variant(self, style: int, kind: str) -> int:
        """The number of a variant, made once."""
        if self.formats is None:
            return style
        if (style, kind) not in self._made:
            format_ = self._format(style)
            new = self.formats.makeelement(_XF) if format_ is None else copy.deepcopy(format_)
            self.formats.append(new)
            self.formats.set("count", str(len(self.formats)))
            self.is_changed = True
            self._made[style, kind] = len(self.formats) - 1
            self._change(new, kind)
        return self._made[style, kind]

    def _change(self, new: Any, kind: str) -> None:
        if kind == "quoted":
            new.set("quotePrefix", "1")
        elif kind == "lines":
            alignment = new.find(S + "alignment")
            if alignment is None:
                alignment = new.makeelement(S + "alignment")
                new.insert(0, alignment)
            alignment.set("wrapText", "1")
            new.set("applyAlignment", "1")
        else:
            new.set("numFmtId", str(self._day()))
            new.set("applyNumberFormat", "1")

    def _day(self) -> int:
        """The number of the format 2024年3月5日."""
        found = next((number for number, code in self._codes.items() if code == _DAY), None)
        if found is not None:
            return found
        number = max([_FIRST_OWN - 1, *self._codes]) + 1
        formats = self.root.find(S + "numFmts")
        if formats is None:
            formats = self.root.makeelement(S + "numFmts")
            self.root.insert(0, formats)
        new = formats.makeelement(S + "numFmt")
        new.set("numFmtId", str(number))
        new.set("formatCode", _DAY)
        formats.append(new)
        formats.set("count", str(len(formats)))
        self._codes[number] = _DAY
        return number
