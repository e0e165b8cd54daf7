"""Content controls: a tag in their name fills them; what is filled in is no placeholder and follows no other data."""

from typing import Any

from app.word.marks import MarkedPart
from app.word.markup import PARAGRAPH, RUN, SPACE, TEXT, W14, W, ancestor
from app.word.syntax import Tag, scan
from app.word.tags import take_out

CONTROL, CONTENT, PROPERTIES = W + "sdt", W + "sdtContent", W + "sdtPr"
CHECK_BOX = W14 + "checkbox"
_NAMES = (W + "alias", W + "tag")
_SYMBOL = W + "sym"
_PROPERTIES = {"{6C3C8BC8-F283-45AE-878A-BAB7291924A1}", "{6668398D-A668-4E3E-A5EB-62B293D839F1}"}
"""What controls follow that show a property of the document: there the same tag is filled in."""


def tags_of_controls(root: Any) -> None:
    """Move the tag in the title or name of a control into its content, in the format that it has there."""
    for control in root.iter(CONTROL):
        tag = _take(control)
        if tag is not None and (content := control.find(CONTENT)) is not None:
            text_of(content).text = tag.text


def free_controls(part: MarkedPart) -> None:
    """What Word would write over the content of a control, once it is filled in, is taken out."""
    for mark in part.present():
        for control in mark.element.iterancestors(CONTROL):
            form = control.find(PROPERTIES)
            for element in () if form is None else form.findall(W + "dataBinding") + form.findall(W + "showingPlcHdr"):
                if element.get(W + "storeItemID") not in _PROPERTIES:
                    form.remove(element)


def text_of(content: Any) -> Any:
    """The one text of a control's content, now empty, in the format that its words had."""
    texts = [element for element in content.iter(TEXT, _SYMBOL) if ancestor(element, CONTENT) is content]
    first, *others = texts or [_new_text(content)]
    for other in others:
        take_out(other)
    if first.tag == _SYMBOL:
        new = first.makeelement(TEXT)
        first.getparent().replace(first, new)
        first = new
    first.text = ""
    first.set(SPACE, "preserve")
    return first


def check_box_of(element: Any) -> Any:
    """The check box around an element, if there is one."""
    control = ancestor(element, CONTROL)
    return None if control is None else control.find(f"{PROPERTIES}/{CHECK_BOX}")


def _take(control: Any) -> Tag | None:
    """The tag that a control is named by; its name is then what the tag says."""
    taken = None
    for name in _NAMES:
        element = control.find(f"{PROPERTIES}/{name}")
        words = "" if element is None else str(element.get(W + "val", ""))
        for one in scan(words) if "{" in words or "｛" in words else ():
            if isinstance(one, Tag) and one.mark == "{":
                taken = taken or one
                element.set(W + "val", words.replace(one.text, one.source, 1))
                break
    return taken


def _new_text(content: Any) -> Any:
    paragraph = next(content.iter(PARAGRAPH), None)
    run = content.makeelement(RUN)
    (content if paragraph is None else paragraph).append(run)
    text = run.makeelement(TEXT)
    run.append(text)
    return text
