"""Everything wrong in a workbook that is to be a template: it is compiled, then tried."""

from collections.abc import Iterator
from typing import Any, cast

from app.errors import Fault, Invalid
from app.excel.preflight import opened
from app.excel.template import Workbook
from app.expressions import Scope
from app.word.check import Checked
from app.word.sample import samples


def check(data: bytes, *, scope: Scope | None = None) -> Checked:
    """Look at a template for records with these names; without a scope only its tags are looked at."""
    try:
        workbook = Workbook.compile(data, scope=scope)
    except Invalid as refused:
        return Checked(None, refused.faults)
    faults = tuple(_trial(workbook, scope))
    return Checked(None if faults else cast("Any", workbook), faults)


def _trial(workbook: Workbook, scope: Scope | None) -> Iterator[Fault]:
    """Fill it in twice, with nothing and with something in every field, and open what comes out."""
    for values in ({}, samples(scope or ())):
        try:
            opened(workbook.render(values))
        except Invalid as refused:
            yield from refused.faults
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            yield Fault("word.cannot_render", facts={"why": f"{type(error).__name__}: {error}"[:200]})
        else:
            continue
        return
