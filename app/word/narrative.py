"""`{{p … }}`: a text as paragraphs, with the levels 一、（一）1. as headings."""

import copy
import re
from collections.abc import Mapping
from typing import Any

from app.word.markup import PARAGRAPH, PARAGRAPH_FORMAT, RUN, RUN_FORMAT, SPACE, TEXT, W

LEVELS = 3
_NUMBERED = (
    re.compile(r"[一二三四五六七八九十百]{1,4}、"),
    re.compile(r"[（(][一二三四五六七八九十百]{1,4}[）)]"),
    re.compile(r"\d{1,2}(?:[.．](?!\d)|、)"),
)
_LONGEST_HEADING = 40
_SENTENCE_ENDS = tuple("。；;，,：:！!？?…")
_FONTS = {1: "黑体", 2: "楷体"}
"""GB/T 9704-2012, 7.3.3: the first level in 黑体, the second in 楷体, the third as the text."""


def level_of(line: str) -> int:
    """0 for plain text; 1, 2, 3 for a short line that begins with 一、（一）or 1. and is no sentence."""
    line = line.strip()
    if len(line) > _LONGEST_HEADING or line.endswith(_SENTENCE_ENDS):
        return 0
    return next((level for level, start in enumerate(_NUMBERED, 1) if start.match(line)), 0)


def heading_styles(styles: Any) -> Mapping[int, str]:
    """The ids of the template's styles named heading 1 to 3, by level."""
    found = {}
    for style in styles.iter(W + "style"):
        name = style.find(W + "name")
        words = "" if name is None else str(name.get(W + "val", "")).lower()
        for level in range(1, LEVELS + 1):
            if words in {f"heading {level}", f"标题 {level}"}:
                found[level] = str(style.get(W + "styleId", ""))
    return found


def paragraph_of(model: Any, run: Any, mark: Any, *, level: int, styles: Mapping[int, str]) -> Any:
    """A paragraph like the one that the tag stood in, or a heading, with the mark as its text."""
    paragraph = model.makeelement(PARAGRAPH)
    if level in styles:
        _add(_add(paragraph, PARAGRAPH_FORMAT), W + "pStyle").set(W + "val", styles[level])
    elif (form := model.find(PARAGRAPH_FORMAT)) is not None:
        paragraph.append(_without_section(form))
    new_run = _add(paragraph, RUN)
    if level not in styles:
        _set_format(new_run, run, font=_FONTS.get(level, ""))
    text = _add(new_run, TEXT)
    text.set(SPACE, "preserve")
    text.append(mark)
    return paragraph


def has_first_line_indent(paragraph: Any) -> bool:
    """Whether the paragraph indents by itself, so that leading blanks of a line would indent twice."""
    indent = paragraph.find(f"{PARAGRAPH_FORMAT}/{W}ind")
    names = (W + "firstLine", W + "firstLineChars")
    return indent is not None and any(str(indent.get(name, "0")) not in {"", "0"} for name in names)


def section_of(paragraph: Any) -> Any:
    """An empty paragraph with the section break that stood in this one, or None."""
    section = paragraph.find(f"{PARAGRAPH_FORMAT}/{W}sectPr")
    if section is None:
        return None
    kept = paragraph.makeelement(PARAGRAPH)
    _add(kept, PARAGRAPH_FORMAT).append(copy.deepcopy(section))
    return kept


def _without_section(form: Any) -> Any:
    form = copy.deepcopy(form)
    for section in form.findall(W + "sectPr"):
        form.remove(section)
    return form


def _set_format(run: Any, model: Any, *, font: str) -> None:
    form = None if model is None else model.find(RUN_FORMAT)
    form = run.makeelement(RUN_FORMAT) if form is None else copy.deepcopy(form)
    if font:
        fonts = form.find(W + "rFonts")
        if fonts is None:
            fonts = form.makeelement(W + "rFonts")
            form.insert(1 if form.find(W + "rStyle") is not None else 0, fonts)
        fonts.set(W + "eastAsia", font)
    if len(form):
        run.insert(0, form)


def _add(parent: Any, name: str) -> Any:
    child = parent.makeelement(name)
    parent.append(child)
    return child
