"""What boxes look like, ticked and empty: characters, symbols of Wingdings fonts, check boxes of Word."""

from dataclasses import dataclass
from typing import Any

from app.word.inks import fragment
from app.word.markup import RUN, RUN_FORMAT, W14, W, ancestor
from app.word.sheet import escaped

TICKED, EMPTY = "☑", "□"
_CHARACTERS = {"□": ("☑", "□"), "☐": ("☑", "☐"), "▢": ("☑", "▢"), "◻": ("☑", "◻"), "⬜": ("☑", "⬜"),
               "☑": ("☑", "□"), "☒": ("☒", "☐"), "■": ("■", "□"), "○": ("●", "○"), "●": ("●", "○")}  # fmt: skip
_SYMBOLS = {
    "wingdings": (0xFE, 0xA8, {0xA8, 0x6F, 0x70, 0x71, 0x72, 0xFE, 0xFD, 0x78}),
    "wingdings 2": (0x52, 0xA3, {0xA3, 0x2A, 0x30, 0x52, 0x51, 0x53, 0x54}),
}
"""Per font the code of a ticked and of an empty box, and of all that are boxes."""
_PRIVATE = 0xF000
"""Where Word keeps the characters of symbol fonts."""
_OPEN = '</w:t>{}<w:t xml:space="preserve">'


@dataclass(frozen=True, slots=True)
class Sign:
    """The XML of a ticked and of an empty box."""

    yes: bytes
    no: bytes


def character_sign(char: str, element: Any) -> Sign | None:
    """The sign of a character in a text, if it is a box in the font that it is written in."""
    font = symbol_font(element)
    code = ord(char)
    if font and code & 0xFF in _SYMBOLS[font.lower()][2] and (code < 0x100 or code & 0xFF00 == _PRIVATE):
        ticked, empty, _ = _SYMBOLS[font.lower()]
        base = code & 0xFF00
        own = code if code & 0xFF in _empty(font) else base | empty
        return Sign(chr(base | ticked).encode(), chr(own).encode())
    found = _CHARACTERS.get(char)
    return Sign(found[0].encode(), found[1].encode()) if found else None


def symbol_sign(symbol: Any) -> Sign | None:
    """The sign of a `w:sym`, if it is a box."""
    font, code = str(symbol.get(W + "font", "")), _code(symbol.get(W + "char"))
    if font.lower() not in _SYMBOLS or code & 0xFF not in _SYMBOLS[font.lower()][2]:
        return None
    ticked, empty, _ = _SYMBOLS[font.lower()]
    base = code & 0xFF00
    own = code if code & 0xFF in _empty(font) else base | empty
    return Sign(_symbol(font, base | ticked).encode(), _symbol(font, own).encode())


def check_box_sign(check_box: Any) -> Sign:
    """The sign of a check box of Word, inside its text."""
    return Sign(_state(check_box, "checkedState", "2612"), _state(check_box, "uncheckedState", "2610"))


def states(check_box: Any) -> Sign:
    """What a check box says of itself."""
    made = []
    for value in ("1", "0"):
        element = check_box.makeelement(W14 + "checked")
        check_box.append(element)
        element.set(W14 + "val", value)
        made.append(fragment(element))
        check_box.remove(element)
    return Sign(*made)


def symbol_font(element: Any) -> str:
    """The symbol font that the run around is written in; empty if it is an ordinary one."""
    run = ancestor(element, RUN)
    fonts = None if run is None else run.find(f"{RUN_FORMAT}/{W}rFonts")
    font = "" if fonts is None else str(fonts.get(W + "ascii", "") or fonts.get(W + "hAnsi", ""))
    return font if font.lower() in _SYMBOLS else ""


def in_symbols(xml: bytes, font: str) -> bytes:
    """A text in which boxes are symbols of a font."""
    ticked, empty, _ = _SYMBOLS[font.lower()]
    for sign, code in ((TICKED, ticked), (EMPTY, empty)):
        xml = xml.replace(sign.encode(), _OPEN.format(_symbol(font, _PRIVATE | code)).encode())
    return xml


def _empty(font: str) -> set[int]:
    return {0xA8, 0x6F, 0x70, 0x71, 0x72} if font.lower() == "wingdings" else {0xA3, 0x2A, 0x30}


def _state(check_box: Any, name: str, usual: str) -> bytes:
    state = check_box.find(W14 + name)
    font = "" if state is None else str(state.get(W14 + "font", ""))
    code = _code(usual if state is None else state.get(W14 + "val", usual))
    if font.lower() in _SYMBOLS:
        return _OPEN.format(_symbol(font, code if code > 0xFF else _PRIVATE | code)).encode()
    return escaped(chr(code or int(usual, 16))).encode()


def _symbol(font: str, code: int) -> str:
    return f'<w:sym w:font="{escaped(font)}" w:char="{code:04X}"/>'


def _code(text: Any) -> int:
    try:
        return int(str(text), 16) & 0xFFFF
    except ValueError:
        return 0
