"""What can be wrong with a workbook; what the Word engine says of a zip or of XML is told of workbooks here."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from app.errors import Fault
from app.word.faults import TemplateInvalid, WordInvalid

Given = ParamSpec("Given")
Made = TypeVar("Made")


class ExcelInvalid(TemplateInvalid):
    """The file is no workbook that may be opened, or cannot serve as a template; `faults` say where and why."""


def refusal(code: str, **facts: object) -> ExcelInvalid:
    """A file turned away for one reason."""
    return ExcelInvalid([Fault(code, facts=facts)])


def retold(faults: Iterable[Fault]) -> list[Fault]:
    """The same faults, said of a workbook: word.damaged as excel.damaged."""
    return [
        Fault(_code(fault.code), fault.place, fault.span, fault.facts, fault.suggestions, fault.level)
        for fault in faults
    ]


def of_workbooks(read: Callable[Given, Made]) -> Callable[Given, Made]:
    """A function whose refusals by the Word engine are told of workbooks."""

    @wraps(read)
    def reading(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        try:
            return read(*args, **kwargs)
        except WordInvalid as refused:
            raise ExcelInvalid(retold(refused.faults)) from refused

    return reading


def _code(code: str) -> str:
    area, _, what = code.partition(".")
    return f"excel.{_OTHERWISE.get(what, what)}" if area == "word" else code


_OTHERWISE = {"not_a_docx": "not_a_workbook", "is_doc_97": "is_xls", "no_document": "not_a_workbook"}
