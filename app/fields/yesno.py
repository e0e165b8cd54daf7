"""Yes or no; not answered is neither."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from typing import Any

from app.errors import Invalid
from app.expressions import Kind
from app.fields.base import Example, FieldType, Lookups, Raw, Stored, is_blank
from app.fields.language import Language, signs_of
from app.fields.raw import narrow, quoted

_YES = frozenset(["是", "有", "对", "要", "真", "√", "✓", "✔", "☑", "☒", "yes", "y", "true", "t", "on", "1", "1.0"])
_NO = frozenset(
    [
        "否",
        "无",
        "没有",
        "不是",
        "错",
        "不要",
        "假",
        "×",
        "✗",
        "✘",
        "x",
        "□",
        "☐",
        "no",
        "n",
        "false",
        "f",
        "off",
        "0",
        "0.0",
    ]
)


def answer(word: str) -> bool | None:
    """What a word says; None where it says neither. The only list of such words."""
    folded = narrow(word).lower()
    return True if folded in _YES else False if folded in _NO else None


class YesNo(FieldType):
    """是 or 否."""

    name, label, kind, slot, widget = "yesno", "是否", Kind.YESNO, "n", "yesno"
    is_echoed = False
    examples = (
        Example(raw="√", stored=True, shown="是", shown_en="Yes"),
        Example(raw="No", stored=False, shown="否", shown_en="No"),
    )

    def blank(self, raw: Raw) -> bool:
        """An unticked box says nothing about a row."""
        return is_blank(raw) or raw is False or (isinstance(raw, str) and answer(raw) is False)

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        if isinstance(raw, bool):
            return raw
        word = narrow(raw)
        if not word:
            return None
        said = answer(word)
        if said is None:
            raise Invalid.because("field.not_yesno", raw=quoted(raw))
        return said

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        if stored is None:
            return ""
        signs = signs_of(language)
        return signs.yes if stored else signs.no

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> int | None:
        return None if stored is None else int(stored)

    def words(self, stored: Stored, options: Any, lookups: Lookups) -> tuple[str, ...]:
        """Nobody looks for 是."""
        return ()
