"""Properties of paragraphs and runs: laid one under another, and freed from the theme of their document."""

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lxml import etree

from app.word.joining.order import insert
from app.word.markup import MAIN, PARAGRAPH_FORMAT, RUN_FORMAT, W

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FONTS = W + "rFonts"
_BY_ATTRIBUTE = {FONTS, W + "spacing", W + "ind", W + "lang"}
"""Elements whose attributes each mean something of their own."""
_FONT_OF = {"asciiTheme": "ascii", "hAnsiTheme": "hAnsi", "eastAsiaTheme": "eastAsia", "cstheme": "cs"}
_COLOURS = ("themeColor", "themeTint", "themeShade", "themeFill", "themeFillTint", "themeFillShade")
_COLOURED: Callable[[Any], list[Any]] = etree.XPath(
    f"descendant-or-self::*[{' or '.join(f'@w:{name}' for name in _COLOURS)}]", namespaces={"w": MAIN}
)  # type: ignore[assignment]
NEUTRAL: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    PARAGRAPH_FORMAT: {
        "spacing": {"before": "0", "after": "0", "line": "240", "lineRule": "auto"},
        "ind": {"left": "0", "right": "0", "firstLine": "0"},
        "jc": {"val": "left"},
        "widowControl": {"val": "1"},
    },
    RUN_FORMAT: {
        "rFonts": dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), "Times New Roman"),
        "sz": {"val": "20"},
        "szCs": {"val": "20"},
        "kern": {"val": "0"},
        "b": {"val": "0"},
        "i": {"val": "0"},
        "color": {"val": "auto"},
    },
}
"""What holds where nobody says anything; said aloud where another document's defaults say something else."""


def part_of(parent: Any, tag: str, *, first: bool = False) -> Any:
    """The child of this name, made if it is not there."""
    found = parent.find(tag)
    if found is None:
        found = parent.makeelement(tag)
        if first:
            parent.insert(0, found)
        else:
            parent.append(found)
    return found


def lay_under(properties: Any, lower: Iterable[Any]) -> None:
    """Add what is said by `lower` and not by the properties themselves."""
    for child in lower:
        mine = properties.find(child.tag)
        if mine is None:
            insert(properties, copy.deepcopy(child))
        elif child.tag in _BY_ATTRIBUTE:
            for name, value in child.attrib.items():
                if name not in mine.attrib and not _says_otherwise(mine, name):
                    mine.set(name, value)


def _says_otherwise(element: Any, name: str) -> bool:
    """Whether the same is said under another name: a font by the theme, an indent in characters or hanging."""
    plain = name.removeprefix(W)
    twins = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "eastAsia": "eastAsiaTheme", "cs": "cstheme",
             "firstLine": "hanging", "left": "start", "right": "end"}  # fmt: skip
    return any(W + other in element.attrib for other in (twins.get(plain, plain), f"{plain}Chars", f"{plain}Lines"))


def neutral(kind: str, above: Any, own: Any) -> list[Any]:
    """What has to be said so that `above` does not show through: the plain values of what only it speaks of."""
    found = []
    for name, values in NEUTRAL[kind].items():
        foreign = None if above is None else above.find(W + name)
        if foreign is None:
            continue
        mine = None if own is None else own.find(W + name)
        if mine is None or mine.tag in _BY_ATTRIBUTE:
            element = foreign.makeelement(W + name)
            for key, value in values.items():
                element.set(W + key, value)
            found.append(element)
    return found


def fonts_of(theme: Any) -> Mapping[str, str]:
    """The typefaces behind the names of a theme: minorEastAsia → 等线."""
    found: dict[str, str] = {}
    if theme is None:
        return found
    for size, tag in (("major", "majorFont"), ("minor", "minorFont")):
        fonts = next(theme.iter(A + tag), None)
        if fonts is None:
            continue
        scripts = {str(font.get("script")): str(font.get("typeface", "")) for font in fonts.iter(A + "font")}
        for words, element in ((("Ascii", "HAnsi"), "latin"), (("EastAsia",), "ea"), (("Bidi",), "cs")):
            named = fonts.find(A + element)
            face = "" if named is None else str(named.get("typeface", ""))
            face = face or (scripts.get("Hans", "") if element == "ea" else "")
            found.update({f"{size}{word}": face for word in words})
    return found


def free_of_theme(root: Any, fonts: Mapping[str, str]) -> None:
    """Say fonts and colours outright that were said by the theme of another document."""
    for element in root.iter(FONTS):
        for theme, plain in _FONT_OF.items():
            face = fonts.get(element.attrib.pop(W + theme, ""), "")
            if face:
                element.set(W + plain, face)
    for element in _COLOURED(root):
        for name in _COLOURS:
            element.attrib.pop(W + name, None)
