"""What people would call a place: the words next to it, without numbering, colons and the spaces that spread them."""

import re

from app.word.blanks.line import BOX_SIGN, NARROW, NOTHING, OTHER_SIGN, SPACES, TAG_SIGN, WIDE

LONGEST = 40
"""Characters of what can still be a label."""
_NEAR = 60
"""Characters before a place in which its label is looked for."""
_CUT = re.compile(f"[，。；;！？!?\n{TAG_SIGN}{OTHER_SIGN}{BOX_SIGN}]")
_GAP = f"[{re.escape(NOTHING)}]"
_PIECES = re.compile(rf"{_GAP}{{2,}}|[\t\u3000{NARROW}{WIDE}]|(?<=[^\x00-\x7f]){_GAP}|{_GAP}(?=[^\x00-\x7f])")
_NUMBERING = re.compile(r"\A(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十\d]{1,3}[、.．])(?=\D)")
_BETWEEN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_ENDS = SPACES + "：:—-~～、，,。；;*＊"
_JOINTS = {"至", "到", "—", "-", "~", "～", "自", "从", "起", "于", "和", "及", "与", "或", "共", "计"}
"""What stands between two places and names neither."""
_WORD = re.compile(r"[^\W\d_]")
_IN_BRACKETS = re.compile(r"[（(【〔][^（()）]*[）)】〕]")


def label_before(text: str, start: int, least: int) -> str:
    """The words of a line that lead to a place; those before `least` belong to another one."""
    words = text[max(least, start - _NEAR) : start].rstrip(NOTHING + "：:（(〔【[")
    cut = [found.end() for found in _CUT.finditer(words)]
    pieces = [piece for piece in _PIECES.split(words[cut[-1] if cut else 0 :]) if piece]
    label = pieces.pop() if pieces else ""
    if len(label) == 1:  # characters stand apart only to fill the line: 姓　　名
        while pieces and len(pieces[-1]) == 1 and _WORD.match(pieces[-1]):
            label = pieces.pop() + label
    _, colon, rest = label.replace("：", ":").rpartition(":")
    return named(said(rest if colon and rest else label))


def named(label: str) -> str:
    """The label, unless it only joins what stands round it."""
    return "" if label in _JOINTS or not _WORD.search(label) else label


def said(text: str) -> str:
    """A label as it is said: 姓名 for `姓　　名：`."""
    words = _BETWEEN.sub("", " ".join(text.split())).strip(_ENDS)
    return _NUMBERING.sub("", words).strip(_ENDS)[:LONGEST]


def of_cell(text: str) -> str:
    """What a cell says if it is a label; empty if it holds something else."""
    if any(sign in text for sign in (TAG_SIGN, BOX_SIGN, OTHER_SIGN)) or len(text) > LONGEST * 4:
        return ""
    label = said(text)
    return label if _WORD.search(label) and len("".join(text.split())) <= LONGEST else ""


def bare(text: str) -> str:
    """A label without what stands in brackets: 审核人 for `审核人（公章）`."""
    return said(_IN_BRACKETS.sub("", text))


def of_day(label: str) -> str:
    """What the day is called on which something happens."""
    if not label:
        return ""
    return label if re.search(r"日|期|时间|年|月|时", label) else f"{label}日期"
