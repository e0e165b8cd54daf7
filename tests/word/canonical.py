"""Parts compared by what they mean: how runs are cut, empty runs and Word's own bookkeeping do not count."""

import copy
from itertools import groupby
from typing import Any

from lxml import etree

from . import build
from .build import W

RUN, TEXT, FORM = W + "r", W + "t", W + "rPr"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def canonical(data: bytes, part: str) -> bytes:
    """A part in the one form that all parts of the same meaning have."""
    root = etree.fromstring(build.part_of(data, part))
    for element in root.iter(etree.Element):
        for name in [name for name in element.attrib if name == _SPACE or "}rsid" in name]:
            del element.attrib[name]
    for parent in {run.getparent() for run in root.iter(RUN)}:
        _join(parent)
    return etree.tostring(root, method="c14n")


def _join(parent: Any) -> None:
    """Neighbouring runs of one format become one; runs without anything fall away."""
    for run in parent.findall(RUN):
        if all(child.tag == FORM or (child.tag == TEXT and not child.text) for child in run):
            parent.remove(run)
    for is_run, neighbours in groupby(list(parent), key=lambda child: child.tag == RUN):
        if is_run:
            for _, alike in groupby(list(neighbours), key=_form):
                _pour(*alike)


def _form(run: Any) -> bytes:
    form = run.find(FORM)
    return b"" if form is None else etree.tostring(copy.deepcopy(form), method="c14n")


def _pour(first: Any, *others: Any) -> None:
    for run in others:
        first.extend(child for child in list(run) if child.tag != FORM)
        run.getparent().remove(run)
    for text in first.findall(TEXT):
        before = text.getprevious()
        if before is not None and before.tag == TEXT:
            before.text = (before.text or "") + (text.text or "")
            first.remove(text)
