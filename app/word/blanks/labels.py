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
_ONE = "[一二三四五六七八九十]{1,3}"
_NUMBERING = re.compile(rf"\A(?:[（(]?(?:{_ONE}|\d{{1,3}})[）)]|{_ONE}[、.．]|\d{{1,3}}[、.．](?=\D))")
_HEADING = re.compile(rf"\s*(?:[（(]{_ONE}[）)]|{_ONE}、)\s*\S")
_WANTS_TEXT = re.compile(r"(?:意见|情况|说明|内容|结论|评语|建议|理由|简历|总结|小结|批示)\Z")
_UNITS = r"[万亿]?元|万?美元|万?欧元|人|人次|天|次|个|项|件|份|页|岁|名|[%％]"
UNIT = re.compile(f"([{re.escape(SPACES)}]*)(?:{_UNITS})[{re.escape(SPACES)}]*")
"""A unit alone, with the room before it."""
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


def is_numbered(text: str) -> bool:
    """Whether a line is a heading: 一、 or （一）."""
    return _HEADING.match(text) is not None


def wants_text(label: str) -> bool:
    """Whether what is written under a label is prose: an opinion, a description."""
    return _WANTS_TEXT.search(label) is not None
